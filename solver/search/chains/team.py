"""Several chains over one day, a thread each: started, watched, stopped; what they find is handed on."""

import threading
from collections.abc import Callable, Sequence

from solver.plan import Plan
from solver.search.chains import layout as at
from solver.search.chains.chain import Chain, pack_day, read_plan, temperatures
from solver.search.chains.compiled import Block
from solver.search.chains.pool import Pool
from solver.search.limits import Stop, Timer
from solver.search.reach import Reach
from solver.tables import Tables

TICK = 0.02  # seconds between looks at stop and deadline
BURST = 0.025  # seconds of a burst
FIRST_BURST = 20  # iterations
FIXED_BURST = 500  # iterations, where they are the limit
MOST_BURST = 200  # the same where time may end it as well
MEETINGS = 10  # evenly spread over a run: a chain that is behind goes on from the best one
FINISHING = 0.05  # seconds after a run, at most, for inserting what is left out
WATCHING = 20  # what adding routes to the pool took, times this, until it is done again
PAUSE = 10  # what offering a plan took, times this, until the next one is offered

Offer = Callable[[Plan], None]
Span = tuple[float, float]  # the parts of the cooling at which a run begins and ends
WHOLE: Span = (0.0, 1.0)
WARM = 1.0


class Team:
    """The chains of one search.

    Parameters
    ----------
    warmth
        What the first temperature is of that of a search from nothing: a good plan is soon forgotten when hot.

    Attributes
    ----------
    published
        By chain: the cheapest routes it had after its last burst, never written to again.
    pool
        Where routes are kept for selection; None: they are not.
    first
        The routes that all chains began at; None before the start.
    """

    def __init__(self, tables: Tables, reach: Reach, seeds: Sequence[int], timer: Timer, warmth: float = WARM) -> None:
        self.tables = tables
        self.day = pack_day(tables, reach)
        self.timer = timer
        self.chains = [Chain(tables, self.day, seed) for seed in seeds]
        warm, self.cold = temperatures(tables, self.day)
        self.warm = max(self.cold, warm * warmth)
        self.over = threading.Event()
        self.pool: Pool | None = None
        self.failures: list[BaseException] = []
        self.published: list[Block] = []
        self.first: Block | None = None
        self.offered: int = at.MUST // 2

    @property
    def iterations(self) -> int:
        """Iterations of all chains."""
        return sum(chain.figures.iterations for chain in self.chains)

    @property
    def best(self) -> Block:
        """The cheapest routes of all chains."""
        return min(self.published, key=lambda routes: int(routes[at.COST]))

    def start(self, offer: Offer, stop: Stop, plan: Plan | None = None) -> None:
        """Build first routes, offer the plan of them, and let every chain begin there.

        Parameters
        ----------
        plan
            The plan in force, in whose routes the chains begin if they are cheaper; None: there is none.
        """
        first = self.chains[0]
        first.start(stop)
        if plan is not None:
            loaded = first.load(plan)
            if loaded[at.COST] < first.best[at.COST]:
                first.adopt(loaded)
        self.published.append(first.best.copy())
        self.first = self.best
        self.hand_on(offer)
        for chain in self.chains[1:]:
            chain.adopt(self.best)
            self.published.append(self.best)

    def adopt(self, plan: Plan) -> None:
        """Let every chain that has nothing cheaper go on from a plan."""
        loaded = self.chains[0].load(plan)
        for k, chain in enumerate(self.chains):
            if loaded[at.COST] < chain.best[at.COST]:
                chain.adopt(loaded)
                self.published[k] = loaded

    def begin_anew(self, routes: Block) -> None:
        """Let every chain go on from some routes, though it has had cheaper ones; the best stay known."""
        for chain in self.chains:
            chain.adopt(routes)

    def hand_on(self, offer: Offer) -> None:
        """Offer the best plan if it is better than the last one offered and leaves out nothing that must be in."""
        best = self.best
        if int(best[at.COST]) < self.offered:
            self.offered = int(best[at.COST])
            offer(read_plan(self.tables, self.day, best))

    def run_iterations(self, iterations: int, offer: Offer, stop: Stop, span: Span = WHOLE) -> None:
        """Run the first chain for some iterations: the same routes whenever it is done again."""
        chain, done = self.chains[0], 0
        while done < iterations and not stop():
            size = min(FIXED_BURST, iterations - done)
            chain.run(size, self._heat(done / iterations, span), self._heat((done + size) / iterations, span))
            self._publish(0)
            done += size
        self._finish(stop)
        self.hand_on(offer)

    def run_seconds(
        self,
        seconds: float,
        most: int | None,
        offer: Offer,
        stop: Stop,
        span: Span = WHOLE,
        chains: int | None = None,
        *,
        meets: bool = True,
    ) -> None:
        """Run chains in a thread each for some seconds.

        Parameters
        ----------
        chains
            How many, the first ones; None: all.
        most
            Iterations after which a chain is done early; None: it uses its time.
        span
            The part of the cooling to go through.
        meets
            Whether a chain that is behind goes on from the best one on the way.
        """
        began = self.timer()
        self.over.clear()
        threads = [
            threading.Thread(target=self._work, args=(k, began, seconds, most, span, meets), daemon=True)
            for k in range(len(self.chains) if chains is None else chains)
        ]
        for thread in threads:
            thread.start()
        next_offer = began
        while any(thread.is_alive() for thread in threads):
            self.over.wait(TICK)
            now = self.timer()
            if stop() or now - began > seconds:
                self.over.set()
                break
            if now >= next_offer:
                self.hand_on(offer)
                next_offer = self.timer() + PAUSE * (self.timer() - now)
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]
        last = self.timer() + FINISHING
        if not stop():
            self._finish(lambda: stop() or self.timer() > last)
        self.hand_on(offer)

    def _finish(self, stop: Stop) -> None:
        """Let the chain that has the best routes insert what they leave out."""
        k = min(range(len(self.chains)), key=lambda k: int(self.published[k][at.COST]))
        self.chains[k].adopt(self.published[k])
        self.chains[k].insert_absent(stop)
        self._publish(k)

    def _heat(self, part: float, span: Span) -> float:
        cooled = span[0] + min(1.0, part) * (span[1] - span[0])
        return float(self.warm * (self.cold / self.warm) ** cooled)

    def _publish(self, k: int, *, watch: bool = True) -> None:
        """Let others see the best routes of a chain, and, if it is to ``watch``, the pool those it stands at."""
        chain = self.chains[k]
        if chain.best[at.COST] < self.published[k][at.COST]:
            self.published[k] = chain.best.copy()
        if self.pool is not None and watch:
            self.pool.watch(chain.kept)

    def _work(self, k: int, began: float, seconds: float, most: int | None, span: Span, meets: bool) -> None:
        """Run one chain in bursts until its time is over."""
        try:
            chain, size, done, met = self.chains[k], FIRST_BURST, 0, 0
            next_watch = began
            while not self.over.is_set():
                before = self.timer()
                passed = (before - began) / seconds
                # Where iterations are the limit, the clock must not choose the way, or one day has two plans.
                part = done / most if most else passed
                if max(part, passed) >= 1.0:
                    break
                if meets and part * (MEETINGS + 1) > met + 1:
                    met += 1
                    self._meet(k)
                size = min(MOST_BURST, most - done) if most else size
                heat = self._heat(part, span)
                chain.run(size, heat, heat)
                done += size
                spent = max(1e-6, self.timer() - before)
                self._publish(k, watch=before >= next_watch)
                next_watch = max(next_watch, before + WATCHING * (self.timer() - before - spent))
                size = max(1, min(4 * size, int(size * BURST / spent)))
        except BaseException as error:  # handed to the caller's thread
            self.failures.append(error)
            self.over.set()

    def _meet(self, k: int) -> None:
        """Go on from the best routes of all chains if those of this one are dearer."""
        best = self.best
        if best[at.COST] < self.chains[k].best[at.COST]:
            self.chains[k].adopt(best)
