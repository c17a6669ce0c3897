"""The promises of a service as test items, and a misbehaving service for the tests of a client.

Loaded by pytest through its entry point in every run, so it imports nothing of Answerback before something is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from answerback.sim.misbehaving import Misbehaving
    from answerback.values.report import Report
    from answerback.values.result import Result

LEVELS = ("smoke", "standard", "deep")
HOME = "answerback"


class Service(NamedTuple):
    """The checked service, for tests that use it."""

    url: str
    """Base URL that works, usually ending in `/v1`."""
    model: str | None
    report: Report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("answerback", "answerback: promises of an LLM service")
    group.addoption("--answerback-url", metavar="URL", help="check this LLM service; each promise becomes a test")
    group.addoption("--answerback-model", metavar="ID", help="the model to ask for (default: the first one listed)")
    group.addoption("--answerback-level", choices=LEVELS, default="standard", help="how much is asked")
    group.addoption("--answerback-lang", choices=("en", "zh"), default="en", help="language of what is told")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    line = 'answerback_faults(*faults, dialect="", seed=0): how `answerback_sim` misbehaves (`answerback sim --fault`)'
    config.addinivalue_line("markers", line)


# --- promises as tests -------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)  # before -k and -m choose among them
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put one item for each promise behind the tests that were collected."""
    if not config.getoption("--answerback-url"):
        return
    from answerback import check
    from answerback.values.target import LEVELS as KNOWN

    home = Promises.from_parent(session, name=HOME, nodeid=HOME)
    kinds = check.load(KNOWN[config.getoption("--answerback-level")])
    items += [Promise.from_parent(home, name=kind.id, nodeid=f"{HOME}::{kind.id}") for kind in kinds]


class Promises(pytest.Collector):
    """Where the items hang."""

    def collect(self) -> Iterator[pytest.Item]:
        """Nothing is collected from it: its items are made at the end."""
        return iter(())


class Promise(pytest.Item):
    """One promise of the service under test."""

    def runtest(self) -> None:
        """Pass, fail, or skip with the reason."""
        from answerback.values.result import Status

        report = service_of(self.config).report
        result = next((r for r in report.results if r.check == self.name), None)
        if result is None:
            pytest.skip("there was nothing to judge")
        if result.status in (Status.UNSUPPORTED, Status.UNKNOWN):
            pytest.skip(self._told(report, result) or str(result.status))
        rests = [f for f in report.faults if self.name in f.because and f.severity.rank < 3]
        if result.status in (Status.FAIL, Status.CRASH) or rests:
            raise Broken(self._failure(report, result))

    def _told(self, report: Report, result: Result) -> str:
        story = told(self.config, report)
        return str(next(t.sentence for t in story.told if t.result.check == result.check))

    def _failure(self, report: Report, result: Result) -> str:
        """Return what was seen, the fault behind it, and what to change."""
        from answerback.render import story as telling

        story = told(self.config, report)
        one = next(t for t in story.told if t.result.check == result.check)
        lines = [one.promise, f"  {one.sentence}"]
        for finding in story.findings:
            if self.name in finding.found.because:
                lines += ["", f"{finding.found.code} {finding.title}", f"  {finding.cause}"]
                lines += [
                    f"  {advice.title}: {advice.text}" if advice.title else f"  {advice.text}"
                    for advice in telling.worth(finding.advice)
                ]
                lines += ["", finding.curl] if finding.curl else []
        return "\n".join(lines)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the sentences, not our code."""
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[str, None, str]:
        """Name the item."""
        return HOME, None, f"promise {self.name}"


class Broken(Exception):
    """A promise does not hold."""


_SERVICE = pytest.StashKey[Service]()


def service_of(config: pytest.Config) -> Service:
    """Return the service of this run; it is checked once."""
    found = config.stash.get(_SERVICE, None)
    if found is None:
        from answerback import api

        level = config.getoption("--answerback-level")
        url, model = config.getoption("--answerback-url"), config.getoption("--answerback-model")
        report = api.check(url, model=model, level=level)
        found = config.stash[_SERVICE] = Service(report.target.base or url, report.target.model, report)
    return found


def told(config: pytest.Config, report: Report) -> Any:
    """Return the report in words."""
    from answerback.render import story
    from answerback.values.text import Lang

    return story.tell(report, Lang(config.getoption("--answerback-lang")))


# --- fixtures -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def llm_service(pytestconfig: pytest.Config) -> Service:
    """The service under `--answerback-url`, checked: `url`, `model`, `report`. Skipped where none was named."""
    if not pytestconfig.getoption("--answerback-url"):
        pytest.skip("no --answerback-url")
    return service_of(pytestconfig)


@pytest.fixture
def answerback_sim(request: pytest.FixtureRequest) -> Iterator[Misbehaving]:
    """A service on a free local port: right, or with the faults of the marker `answerback_faults`."""
    from answerback.sim.misbehaving import misbehaving

    marker = request.node.get_closest_marker("answerback_faults")
    faults, options = (marker.args, marker.kwargs) if marker is not None else ((), {})
    with misbehaving(*faults, **options) as service:
        yield service
