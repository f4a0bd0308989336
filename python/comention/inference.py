"""Inference: whether counts are more than chance, how sure they are, and what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from comention._checks import number_from, one_of, whole_number
from comention._frames import make_frame
from comention.counts import Counts
from comention.pairs import pairs_with, sorted_places, tested_columns

if TYPE_CHECKING:
    from comention._progress import Progress
    from comention.bootstrap import Bootstrap
    from comention.report import Report


class Inference(Counts):
    """Tests, intervals and caveats of counts.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence(["Iran and Iraq met."] * 3 + ["Peru."], rows="country", unit="document")
    >>> len(counts.pairs())
    1
    """

    def pairs(
        self,
        *,
        min_joint: float = 3,
        null: str | None = None,
        cluster: str | None = "document",
        sort: str = "ic_low",
        measures: Sequence[str] = (),
        adjust: str = "bh",
        min_total: int = 5,
        labels: str | None = None,
        samples: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """List the pairs that occur together, the most surely associated first.

        Expected counts, intervals, p and q all follow one null and the same clusters, which the last columns name.

        Parameters
        ----------
        min_joint : number
            Smallest count to show; shares and distances give smaller counts than units do. It does not change q: all
            testable pairs are tested, those that never meet too.
        null : {"unit_size", "fixed_degree", "independence", "centered", "permutation", "pairs"}, optional
            What counts are compared with. ``unit_size``, the default for binary counts: tags drawn into units that
            keep how many tags they hold, so that long documents make no association. ``fixed_degree``: the same by
            samples in which each tag keeps its number of units too (curveball trades, Strona et al. 2014); of two
            kinds countries are shuffled, or the rows' kind, and the other stays. ``independence``: independent tags,
            as most packages have it. ``centered``: the same times `length_factor`. ``permutation``, the default where
            one kind is constant within documents, as a meta column by sentence: its values dealt anew to the
            documents, by samples. With ``drop_same`` by document independence is the default: Fisher's test among the
            documents of others. ``pairs``, for totals of pairs: what these expect of each pair (of one kind
            quasi-independence, Goodman 1968, since no tag pairs with itself), and Poisson counts.
        cluster : str or None
            What units may hang together in: ``"document"``, or a meta column as ``"story"`` or ``"outlet"``. Units of
            one cluster repeat the same pair; so p and intervals widen, and no cluster counts more than the next
            heaviest one. Where outlets, rather than documents, dwell on tags, give the outlet. None takes units as
            independent. Units that are no smaller than the cluster, and the nulls ``fixed_degree`` and ``centered``,
            take none; the column ``cluster`` tells. What ``permutation`` permutes are always documents. Of ``pairs``
            any cluster means documents: as many cases as documents that hold the pair, of which its expected count
            over its count a document is expected.
        sort : str
            Column to sort by, largest first. ``ic_low`` puts first what is high even at the lower end of its
            uncertainty, so that a count of 3 against .001 expected does not lead.
        measures : list of str
            Further measures to add as columns, by the counts' own totals.
        adjust : {"bh", "by", "holm", "bonferroni"}
            How q corrects for many tests.
        min_total : int
            Fewest units that both tags must have for a pair to be tested.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.
        samples : int, optional
            How many samples ``fixed_degree`` (1,000 by default) and ``permutation`` (10,000) draw. Their p is
            (1 + those that are as far off)/(1 + samples), so that it is never less than 1/(1 + samples).
        seed : int, optional
            Seed of these samples, from 0 on; 1 by default. The same seed gives the same numbers, for any number of
            threads and order of documents.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair (of one kind by itself each pair once): row, col, count,
            documents (that hold the pair), expected, lift (count/expected), lift_low and lift_high (its 95 % interval),
            ic_low (log2 of the lower end with ½ added to the expected count, bits), p (one-sided: more than by chance),
            q (NaN for pairs that are not tested), deff (the design effect, Kish 1965: by how much clusters raise the
            variance that the interval rests on; at least 1), `measures`, and null, cluster, alternative, family (number
            of tests) and adjust, which say what the numbers rest on; of nulls that are sampled also samples and seed.

        Raises
        ------
        ValueError
            For a null, cluster, samples or seed that these counts or this null do not take; for unknown names; and
            where the units that a null or cluster needs were dropped by ``keep="counts"``.

        Warns
        -----
        CaveatWarning
            If tests rest on little: fewer than ten clusters or tags, significant pairs in fewer than ten documents,
            independence where units differ much in length, pairs of mentions that repeat in a document taken as
            independent, too few samples for any q of .05. It says what to do; `caveats` looks at single pairs.

        Notes
        -----
        Of sliding windows, which overlap, there is no interval and no p; of shares, weights and values, no whole
        numbers, no p. All units of one document have the same meta column or label, so that only documents can be
        permuted: the expected count is row_total*col_total/n, and what is compared is how far the count is from it, in
        units of its error between documents. So it does not matter that documents of one value are longer (see
        Janssen 1997), and a pair that lies in one document is never significant. If both kinds are constant, or one
        kind by itself is, there is no p: count these by document. The largest counts come first where there is no
        ic_low.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran and Iraq met."] * 3 + ["Peru."], rows="country", unit="document")
        >>> counts.pairs()[["row", "col", "count", "documents"]].values.tolist()
        [['IQ', 'IR', 3, 3]]
        """
        from comention.caveats import warn_of_few_holders
        from comention.nulls.judge import Judge
        from comention.significance import Tests

        extra = [measures] if isinstance(measures, str) else list(measures)
        for name in extra:
            self._check_measure(name)
        least = number_from("min_joint", min_joint)
        whole_number("min_total", min_total)
        judge = Judge(self, null, cluster, samples, seed)
        rows, cols = pairs_with(self, least)
        tests = Tests(judge, rows, cols, alternative="greater", adjust=adjust, min_total=min_total)
        columns = tested_columns(self, tests, rows, cols, extra, labels)
        if judge.cluster == "document":
            warn_of_few_holders(columns["q"], columns["documents"], judge.cluster)
        order = sorted_places(columns, sort)
        return make_frame({name: values[order] for name, values in columns.items()}, self._library)

    def significance(
        self,
        *,
        null: str | None = None,
        adjust: str = "bh",
        cluster: str | None = "document",
        alternative: str = "greater",
        min_total: int = 5,
        labels: str | None = None,
        samples: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """Test every testable pair, those that never meet too.

        Parameters
        ----------
        null, adjust, cluster, min_total, labels, samples, seed
            As for `pairs`.
        alternative : {"greater", "less", "two-sided"}
            Whether pairs are to be found more or less often than by chance, or either (twice the smaller p).

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the smallest p first: row, col, count, expected, p, log10_p
            (which does not underflow), q, null, cluster, alternative, family and adjust, of nulls that are sampled
            also samples and seed.

        Raises
        ------
        ValueError
            As `pairs`; it warns as `pairs` does too.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran and Iraq met."] * 6 + ["Peru and Chile met."] * 6
        >>> tests = cm.cooccurrence(texts, rows="country", unit="document").significance(alternative="less")
        >>> tests[["row", "col", "count"]].values.tolist()[0], int(tests["family"][0])
        (['CL', 'IQ', 0], 6)
        """
        from comention.significance import significance

        return significance(
            self,
            null=null,
            adjust=adjust,
            cluster=cluster,
            alternative=alternative,
            min_total=min_total,
            labels=labels,
            samples=samples,
            seed=seed,
        )

    def bootstrap(
        self,
        replicates: int = 1000,
        *,
        cluster: str = "document",
        seed: int = 1,
        measure: str = "log_odds",
        min_joint: float = 3,
        progress: Progress = None,
    ) -> Bootstrap:
        """Draw the documents anew, many times: intervals of a measure, and how stable ranks are.

        Each replicate draws every cluster as often as a Poisson number of mean 1 says, with all its units (Efron 1979;
        Hanley and MacGibbon 2006). It asks nothing of how units hang together in a cluster, so it holds for sliding
        windows too. Numbers come from a hash of seed, cluster and replicate alone: they are the same for any number of
        threads and, where documents have ids of their own, any order of them.

        Parameters
        ----------
        replicates : int
            How many.
        cluster : str
            What is drawn: ``"document"``, a meta column as ``"story"`` or ``"outlet"``, or ``"day"``.
        seed : int
            Another one gives other replicates.
        measure : str
            A measure of effect of `measures`, by the counts' own totals. ``log_odds`` and ``ic`` behave well where
            counts are small.
        min_joint : number
            Smallest count of the pairs that are followed.
        progress : bool or callable, optional
            A bar where one fits by default; False for none; or a function of the blocks done and their number.

        Returns
        -------
        Bootstrap
            ``boot.pairs()`` lists intervals and ranks, ``boot["KZ", "terrorism"]`` gives the replicates of a pair.

        Raises
        ------
        ValueError
            For other than plain binary counts, a measure that is no effect, fewer than two clusters, no replicate, or
            counts made with ``keep="counts"``.
        MemoryError
            If pairs times replicates would not fit; raise `min_joint`.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran met Iraq."] * 6 + ["Iran met Oman."] * 6 + ["Peru."] * 6
        >>> boot = cm.cooccurrence(texts, rows="country", unit="document").bootstrap(200)
        >>> boot["IR", "IQ"].shape
        (200,)
        """
        from comention.bootstrap import bootstrap

        return bootstrap(
            self, replicates, cluster=cluster, seed=seed, measure=measure, min_joint=min_joint, progress=progress
        )

    def empirical_bayes(self, *, null: str | None = None, min_joint: float = 3, labels: str | None = None) -> Any:
        """Shrink lifts towards what most pairs have, the more so the less is known of a pair.

        True lifts are taken as gamma-distributed over all pairs, those that never meet too, and counts as Poisson
        around lift times expected count; shape and rate of the distribution are fitted by maximum likelihood
        (DuMouchel 1999, with one component). The ranking by `low` is fairer to rare pairs than that by lift.

        Parameters
        ----------
        null : {"unit_size", "independence", "centered", "pairs", …}, optional
            What expected counts are, as in `pairs`.
        min_joint : number
            Smallest count to show; it does not change the fit.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair, the largest `low` first: row, col, count, expected, lift,
            lift_shrunk (the mean of the lift given the count), low and high (its 95 % interval), prior_shape and
            prior_rate (of the distribution of lifts) and null. Units are taken as independent.

        Raises
        ------
        ValueError
            For shares, weights, values and sliding windows, and for fewer than two pairs.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")
        >>> frame = counts.empirical_bayes()
        >>> bool((frame["lift_shrunk"] < frame["lift"])[frame["lift"] > 20].all())
        True
        """
        from comention.empirical_bayes import empirical_bayes

        return empirical_bayes(self, null, min_joint, labels)

    def backbone(
        self,
        method: str = "significance",
        *,
        level: float | None = None,
        null: str | None = None,
        cluster: str | None = "document",
        adjust: str = "bh",
        min_total: int = 5,
        labels: str | None = None,
    ) -> Any:
        """List the pairs that stand out, as the edges of a network that can be read.

        Parameters
        ----------
        method : {"significance", "disparity", "noise_corrected"}
            ``significance``: pairs found more often than by chance, q of `significance` at most `level`.

            ``disparity``: pairs that are a large part of what one of their tags has, were that cut at random into as
            many parts: alpha = (1 - w/s)^(k - 1), with w the count, s the sum and k the number of the tag's pairs;
            the smaller of both tags is below `level` (Serrano, Boguñá and Vespignani 2009). It does not correct for
            many tests, and says nothing of a tag with one pair (1). It takes any counts.

            ``noise_corrected``: pairs whose lift, scaled to (κw - 1)/(κw + 1) with κ = n/(s_row s_col), is above 0 by
            more than `level` of its standard deviations, counts being draws with a prior (Coscia and Neffke 2017). It
            is lenient with rare tags: of pairs met once it may keep half.
        level : float, optional
            .05 by default, for ``noise_corrected`` 1.64, which is about .05 of one side.
        null, cluster, adjust, min_total
            As for `significance`, and for that method alone.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a pair that is kept, the clearest first: row, col, count; expected, p,
            q, null, cluster, alternative, family (number of tests) and adjust; or alpha_row, alpha_col, alpha (0 to 1)
            and family (number of pairs that occur); or score (-1 to 1), sdev and family; and method and level.

        Raises
        ------
        ValueError
            For an unknown method, a level out of range, an option of another method; for ``significance`` of counts
            that have no p; for ``noise_corrected`` of windows, which overlap, and of shares, weights and values, which
            are no draws; for lists of rows and columns that share some tags but not all.

        Notes
        -----
        The network of ``disparity`` and ``noise_corrected`` is what is shown: with a list of tags, sums and numbers of
        pairs are over the listed. Of two kinds, and of directed counts, a row's sum is over the columns and a column's
        over the rows, as of senders and receivers: no pair of two rows can occur, so none is expected. Of one kind by
        itself every pair is in n twice, once from either tag.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran and Iraq met."] * 6 + ["Peru and Chile met."] * 6
        >>> counts = cm.cooccurrence(texts, rows="country", unit="document")
        >>> counts.backbone("noise_corrected")[["row", "col", "score"]].round(3).values.tolist()
        [['CL', 'PE', 0.6], ['IQ', 'IR', 0.6]]
        """
        from comention.backbone import backbone

        tests = {"null": null, "cluster": cluster, "adjust": adjust, "min_total": min_total}
        return backbone(self, method, level, tests, labels)

    def caveats(self, *, by: Any = None, top: int = 50, min_joint: float = 3, labels: str | None = None) -> Any:
        """List what makes these numbers doubtful, and what to do about it.

        Parameters
        ----------
        by : str or list of str, optional
            Meta columns, such as the outlet, of which one value should not make most of a count.
        top : int
            How many pairs to look at: those most surely associated, by ``ic_025`` with the expected counts of the
            default null.
        min_joint : number
            Smallest count to look at, as in `pairs`.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a caveat: caveat, row, col (missing where of all counts), what (the
            document, day, form or value meant), value, limit, advice (what the value is, and what to do). Of all
            counts: a length factor above 1.2; more than 1.5 counts a document for each of its pairs, where mentions or
            distances count; fewer than ten documents or tags. Of a pair: fewer than ten documents
            hold it; less than 1 expected; more than half of it from one document, day or value of `by`; a form that
            makes more than half of it, and at least a quarter more than it makes of its tag elsewhere; more than a
            fifth by mentions that share words. With ``keep="counts"`` only what totals tell.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(["Iran met Iraq. " * 4], rows="country")
        >>> counts.caveats()["caveat"].tolist()
        ['few documents', 'few tags', 'few documents hold the pair', 'one document']
        """
        from comention.caveats import caveats

        return caveats(self, by, top, min_joint, labels)

    def report(
        self,
        *,
        null: str | None = None,
        cluster: str | None = "document",
        adjust: str = "bh",
        min_total: int = 5,
        measures: Sequence[str] = (),
        samples: int | None = None,
        seed: int | None = None,
    ) -> Report:
        """Write how these numbers were made, as a methods section says it.

        Parameters
        ----------
        null, cluster, adjust, min_total, measures, samples, seed
            As given to `pairs`.

        Returns
        -------
        Report
            ``report.text``: a paragraph with the way of counting, n, lexicon, null, clusters, correction, seed and
            versions; ``report.references``: the sources of the formulas used.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic")
        >>> print(counts.report().text.partition(". ")[0])
        We counted in how many sentences a country and a topic tag are both mentioned
        """
        from comention.nulls.judge import Judge
        from comention.report import report
        from comention.significance import ADJUST

        names = [measures] if isinstance(measures, str) else list(measures)
        for name in names:
            self._check_measure(name)
        whole_number("min_total", min_total)
        one_of("adjust", adjust, ADJUST)
        return report(Judge(self, null, cluster, samples, seed), adjust, min_total, names)
