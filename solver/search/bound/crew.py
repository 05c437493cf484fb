"""Pricers that work at once, each on another shift."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from solver.search.bound.graph import Graph
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.limits import Stop

Priced = tuple[int, list[Column]]


class PricingCrew:
    """Prices all shifts of a relaxed day.

    Parameters
    ----------
    cores
        Gives how many pricers may work at once, which may change while they do.
    """

    def __init__(self, relaxation: Relaxation, cores: Callable[[], int]) -> None:
        self.relaxation = relaxation
        self.cores = cores
        self.first = Pricer(relaxation)
        self._pricers = [self.first]
        self._ended = False

    def stop(self) -> None:
        """Give up, from another thread, the routes that are being looked for."""
        self._ended = True
        for pricer in self._pricers:
            pricer.stop()

    def price(self, prices: Prices, over: Stop, *, exact: bool, promising: bool = False) -> list[Priced] | None:
        """Return of every shift what ``Pricer.price`` does, in their order; None if it was over before."""

        def by(pricer: Pricer, graph: Graph) -> Priced | None:
            return None if over() else pricer.price(graph, prices, exact=exact, promising=promising)

        graphs = list(self.relaxation.graphs or ())
        count = min(self.cores(), len(graphs))
        found = self._at_once(graphs, count, by) if count > 1 else [by(self.first, graph) for graph in graphs]
        rows = [row for row in found if row is not None]
        return None if over() or len(rows) < len(graphs) else rows

    def _at_once(
        self, graphs: list[Graph], count: int, by: Callable[[Pricer, Graph], Priced | None]
    ) -> list[Priced | None]:
        free: SimpleQueue[Pricer] = SimpleQueue()
        for pricer in self._workers(count):
            free.put(pricer)

        def price(graph: Graph) -> Priced | None:
            pricer = free.get()
            try:
                return by(pricer, graph)
            finally:
                free.put(pricer)

        # The largest first, or the others wait for it at the end.
        order = sorted(range(len(graphs)), key=lambda k: (-len(graphs[k].visits), k))
        with ThreadPoolExecutor(count) as executor:
            found = dict(zip(order, executor.map(price, [graphs[k] for k in order]), strict=True))
        return [found[k] for k in range(len(graphs))]

    def _workers(self, count: int) -> list[Pricer]:
        while len(self._pricers) < count:
            self._pricers.append(Pricer(self.relaxation))
        if self._ended:
            self.stop()
        return self._pricers[:count]
