"""The marks an organ has given: pictures of its seal and of a signature, kept as the density of one ink."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Marks:
    """Names of kept pictures, None where there is none, and the office that signs (工会主席)."""

    seal: str | None = None
    signature: str | None = None
    signer: str = ""

    @property
    def frozen(self) -> dict:
        """As it is kept with a certificate."""
        return asdict(self)
