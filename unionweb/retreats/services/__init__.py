"""Writes about retreats; each public function is one transaction."""

from unionweb.retreats.services.applying import Wish, apply, check_application, withdraw_application, withdraw_health
from unionweb.retreats.services.batches import Route, add_batch, edit_batch, remove_batch, route_of
from unionweb.retreats.services.drawing import decide, enter_number, freeze_list, rank_unit
from unionweb.retreats.services.groups import answer_merger, cancel_group, form_group, merge_group, note_attendance
from unionweb.retreats.services.guarding import delete_sensitive, enter_identity, identities_for_list, look_at_health
from unionweb.retreats.services.jobs import close_due, expire_due, forget_due, remind_due
from unionweb.retreats.services.moving import confirm, decline, remove
from unionweb.retreats.services.programmes import (
    Terms,
    adjust_quota,
    call_off_programme,
    create_programme,
    edit_programme,
    publish_programme,
    set_programme_quotas,
)
from unionweb.retreats.services.registers import (
    Upload,
    drop_history_import,
    end_standing,
    import_history,
    keep_upload,
    record_standing,
)
from unionweb.retreats.services.results import (
    answer_objection,
    draft_notice,
    finalise,
    note_objection,
    object_to,
    post_result,
)

__all__ = [
    "Route", "Terms", "Upload", "Wish", "add_batch", "adjust_quota", "answer_merger", "answer_objection", "apply",
    "call_off_programme", "cancel_group", "check_application", "close_due", "confirm", "create_programme", "decide", "decline",
    "delete_sensitive", "draft_notice", "drop_history_import", "edit_batch", "edit_programme", "end_standing", "enter_identity",
    "enter_number", "expire_due", "finalise", "forget_due", "form_group", "freeze_list", "identities_for_list", "import_history",
    "keep_upload", "look_at_health", "merge_group", "note_attendance", "note_objection", "object_to", "post_result", "publish_programme",
    "rank_unit", "record_standing", "remind_due", "remove", "remove_batch", "route_of", "set_programme_quotas", "withdraw_application",
    "withdraw_health",
]  # fmt: skip
