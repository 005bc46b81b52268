"""The states of a batch and the printing of it, and those of a certificate."""

from enum import StrEnum

from unionweb.kernel import labels


class BatchState(StrEnum):
    draft = "draft"
    printing = "printing"
    paused = "paused"
    ready = "ready"
    failed = "failed"
    cleared = "cleared"
    dropped = "dropped"


class CertificateState(StrEnum):
    valid = "valid"
    revoked = "revoked"
    reissued = "reissued"


labels.register(
    {
        BatchState.draft: "还没颁发",
        BatchState.printing: "已颁发，正在排版",
        BatchState.paused: "已颁发，排版停下了",
        BatchState.ready: "已颁发，可以打印",
        BatchState.failed: "已颁发，排版没有办成",
        BatchState.cleared: "已颁发，打印文件要重新排",
        BatchState.dropped: "放弃了",
    },
    {CertificateState.valid: "有效", CertificateState.revoked: "已撤销", CertificateState.reissued: "已换发"},
)
