"""All solutions of a matrix: dominance, equilibria, and the logit path towards them."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.equilibrium import Equilibria, Equilibrium, LogitEquilibrium, LogitPath
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.matrix.forecast import MatrixForecast, logits_at, matrix_forecast
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.solve.standoff.level_k import TAU
from blinkfirst.solve.strategic_form.certificate import same_profile
from blinkfirst.solve.strategic_form.dominance import Dominance, Elimination, dominated, eliminated
from blinkfirst.solve.strategic_form.equilibria import equilibria as nash_equilibria
from blinkfirst.solve.strategic_form.equilibria import equilibria_with_gambit, searched_equilibria
from blinkfirst.solve.strategic_form.level_k import HierarchyProfile, Profile, cognitive_hierarchy, level_k

MULTIPLES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # of the precisions of the file
DEEPEST = 3


@dataclass(frozen=True, eq=False, repr=False)
class MatrixAnswer(Answer, headline="equilibria", of=("matrix",)):
    """Dominance, equilibria, logit path and levels of reasoning of a matrix.

    Attributes
    ----------
    forecast : the logit equilibrium at the precisions of the file, and the path it lies on.
    dominated : strategies dominated in the whole table, strictly or weakly.
    elimination : strict dominance round by round, and what it leaves.
    equilibria : with certificates, and how complete the list is.
    steps : logit equilibria on the path at `MULTIPLES`.
    limit : which of the equilibria (index) the path leads to; None when it is not among them.
    levels : best replies to best replies, from the coin toss of level 0 on.
    hierarchy : the Poisson mixture of such levels.
    """

    matrix: Matrix
    form: StrategicForm
    forecast: MatrixForecast
    dominated: tuple[Dominance, ...]
    elimination: Elimination
    equilibria: Equilibria
    steps: tuple[LogitEquilibrium, ...]
    limit: int | None
    levels: tuple[Profile, ...]
    hierarchy: HierarchyProfile

    @property
    def subject(self) -> str:
        """The name of the matrix."""
        return self.matrix.name

    @property
    def path(self) -> LogitPath:
        """The logit path, in multiples of the precisions of the file."""
        return self.forecast.path

    @property
    def coin_tossers(self) -> tuple[str, ...]:
        """Players of precision 0."""
        return tuple(player.name for player in self.matrix.players if player.precision == 0.0)


def equilibria(
    matrix: Matrix, gambit: bool = False, levels: int = DEEPEST, tau: float = TAU, search: bool = False
) -> MatrixAnswer:
    """Solve a matrix under all solution concepts.

    Parameters
    ----------
    matrix : any matrix.
    gambit : whether Gambit is asked for the equilibria as well.
    levels : the deepest level of reasoning shown.
    tau : mean number of steps of reasoning in the cognitive hierarchy.
    search : list only the equilibria in pure strategies and the one at the end of the logit path, as suits
        a table too large for all of them; not together with ``gambit``.

    Raises
    ------
    GameError
        When ``levels`` or ``tau`` is out of range.
    OptionError
        When Gambit is asked for and not installed.
    SolverError
        When the branch of logit equilibria cannot be followed, or Gambit fails.
    TooLargeError
        When there are too many strategies for the equilibria to be enumerated.
    """
    forecast = matrix_forecast(matrix)
    form = forecast.form
    found = _equilibria(form, gambit, search)
    return MatrixAnswer(
        matrix=matrix,
        form=form,
        forecast=forecast,
        dominated=dominated(form),
        elimination=eliminated(form),
        equilibria=found,
        steps=logits_at(matrix, form, MULTIPLES),
        limit=_place(forecast.path.limit, found),
        levels=level_k(form, levels),
        hierarchy=cognitive_hierarchy(form, tau),
    )


def _equilibria(form: StrategicForm, gambit: bool, search: bool) -> Equilibria:
    if search:
        return searched_equilibria(form)
    return equilibria_with_gambit(form) if gambit else nash_equilibria(form)


def _place(limit: Equilibrium | None, found: Equilibria) -> int | None:
    if limit is None:
        return None
    same = (
        k
        for k, equilibrium in enumerate(found.equilibria)
        if same_profile(equilibrium.profile, limit.profile)
    )
    return next(same, None)
