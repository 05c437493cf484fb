"""The rules of the contract, in its order: hard ones first, then the terms of the cost."""

from collections.abc import Mapping

from solver.rules.available import Available
from solver.rules.base import HardRule, Rule, SoftRule
from solver.rules.break_taken import BreakTaken
from solver.rules.certificate_valid import CertificateValid
from solver.rules.complete_late import CompleteLate
from solver.rules.contractor import Contractor
from solver.rules.crew_together import CrewTogether
from solver.rules.deadline import Deadline
from solver.rules.disruption import Disruption
from solver.rules.estate_allowed import EstateAllowed
from solver.rules.frozen_visit import FrozenVisit
from solver.rules.max_visits import MaxVisits
from solver.rules.not_before import NotBefore
from solver.rules.one_place_at_a_time import OnePlaceAtATime
from solver.rules.overtime import Overtime
from solver.rules.preference import Preference
from solver.rules.promise_late import PromiseLate
from solver.rules.promised_window import PromisedWindow
from solver.rules.respond_late import RespondLate
from solver.rules.same_technician import SameTechnician
from solver.rules.skill_match import SkillMatch
from solver.rules.skill_waste import SkillWaste
from solver.rules.step_order import StepOrder
from solver.rules.technician_allowed import TechnicianAllowed
from solver.rules.time_lock import TimeLock
from solver.rules.told_window import ToldWindow
from solver.rules.travel import Travel
from solver.rules.unassigned import Unassigned
from solver.rules.urgency_served import UrgencyServed
from solver.rules.whole_ticket import WholeTicket
from solver.rules.working_hours import WorkingHours
from solver.rules.workload import Workload

HARD_RULES: tuple[HardRule, ...] = (
    OnePlaceAtATime(),
    WorkingHours(),
    BreakTaken(),
    Available(),
    SkillMatch(),
    CertificateValid(),
    EstateAllowed(),
    UrgencyServed(),
    TechnicianAllowed(),
    NotBefore(),
    Deadline(),
    PromisedWindow(),
    StepOrder(),
    CrewTogether(),
    WholeTicket(),
    SameTechnician(),
    MaxVisits(),
    FrozenVisit(),
    TimeLock(),
    ToldWindow(),
)

SOFT_RULES: tuple[SoftRule, ...] = (
    Unassigned(),
    RespondLate(),
    CompleteLate(),
    PromiseLate(),
    Travel(),
    Overtime(),
    Contractor(),
    Preference(),
    SkillWaste(),
    Workload(),
    Disruption(),
)

RULES: tuple[Rule, ...] = (*HARD_RULES, *SOFT_RULES)
RULES_BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
