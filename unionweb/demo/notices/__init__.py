"""The notices of the demo university: on their way, published, on 公示, withdrawn, read and signed for."""

from unionweb.demo.notices.announcing import announce

__all__ = ["announce"]
