"""Who is asking. Every service takes a `Viewer`, never the request: web, API, CLI, jobs and plugins call alike."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person (or nobody, or the system itself), the organisations they belong to and their site roles."""

    user_id: int | None = None
    organisations: dict[int, str] = field(default_factory=dict, hash=False)  # organisation id → "member" | "manager"
    roles: frozenset[str] = frozenset()  # "broker", "operator"
    is_system: bool = False

    @classmethod
    def anonymous(cls) -> Viewer:
        """Return a viewer who has not signed in."""
        return cls()

    @classmethod
    def system(cls) -> Viewer:
        """Return the marketplace itself: jobs, imports and the command line."""
        return cls(is_system=True)

    @property
    def signed_in(self) -> bool:
        """Tell whether this is a known person."""
        return self.user_id is not None

    @property
    def is_operator(self) -> bool:
        """Tell whether this viewer runs the site."""
        return self.is_system or "operator" in self.roles

    @property
    def is_broker(self) -> bool:
        """Tell whether this viewer works for the exchange's broker desk."""
        return "broker" in self.roles

    def belongs_to(self, organisation_id: int | None) -> bool:
        """Tell whether the viewer is a member or manager of the organisation."""
        return organisation_id in self.organisations

    def manages(self, organisation_id: int | None) -> bool:
        """Tell whether the viewer is a manager of the organisation."""
        return organisation_id is not None and self.organisations.get(organisation_id) == "manager"
