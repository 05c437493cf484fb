"""What the service refuses, as an exception."""

from dispatcher.faults import Fault


class Refusal(Exception):
    """The service did not do what was asked.

    Attributes
    ----------
    status
        Status of the answer.
    code
        Code of the first problem; empty: what answered was not the service.
    errors
        Every problem.
    request_id
        Id of the call, as in the log of the service; None: not said.
    retry_after
        Seconds to wait before another try; None: not said.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        errors: tuple[Fault, ...] = (),
        request_id: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.code = errors[0].code if errors else ""
        self.errors = errors
        self.request_id = request_id
        self.retry_after = retry_after
