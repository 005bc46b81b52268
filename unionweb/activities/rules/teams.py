"""Whether a team's roster is in order."""

from collections.abc import Sequence

from unionweb.activities.rules.kinds import TeamStatus

KIT_SIZES = ("XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL")


def roster_faults(activity, team: Sequence) -> list[str]:
    """Everything that is missing, in sentences; empty when the team is complete. team: TeamMember rows with their members."""
    confirmed = [m for m in team if m.status is TeamStatus.confirmed]
    faults = []
    if len(confirmed) < activity.team_least:
        faults.append(f"已确认 {len(confirmed)} 人，至少要 {activity.team_least} 人。")
    if len(confirmed) > activity.team_most:
        faults.append(f"已确认 {len(confirmed)} 人，最多 {activity.team_most} 人。")
    waiting = [m.member.name for m in team if m.status is TeamStatus.invited]
    if waiting:
        faults.append(f"还没有答复：{'、'.join(waiting)}。")
    if activity.is_team_of_one_unit and len({m.member.unit_id for m in confirmed}) > 1:
        faults.append("队员要是同一个单位的。")
    if activity.has_kits and (without := [m.member.name for m in confirmed if not m.kit_size]):
        faults.append(f"没有选尺码：{'、'.join(without)}。")
    return faults
