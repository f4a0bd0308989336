"""Structure: which tags are alike, and how they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comention.counts import Counts

if TYPE_CHECKING:
    from comention.correspondence import Correspondence


class Structure(Counts):
    """Similarity, dimensions and communities of tags.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence(["Iran and Iraq met."] * 3 + ["Peru."], rows="country", unit="document")
    >>> counts.to_networkx().number_of_edges()
    1
    """

    def similar(
        self,
        tag: str,
        *,
        n: int | None = 10,
        measure: str = "cosine",
        side: str | None = None,
        labels: str | None = None,
    ) -> Any:
        """List the tags that are found with the same others as a tag is.

        Two tags may be much alike and never meet, as rivals of the same league do.

        Parameters
        ----------
        tag : str
            A row by id, alpha-3 code or label, compared with the other rows; or a column, compared with columns.
        n : int, optional
            How many to list; None lists all tags of the side.
        measure : {"cosine"}
            Cosine of the profiles of positive PMI, max(0, log2(count/expected)), expected as in `measure` (Bullinaria
            and Levy 2007). From 0, no tag above chance in common, to 1.
        side : {"rows", "cols"}, optional
            Where to look for the tag. Needed where a row and a column that differ have the same name, and where
            columns of directed counts are meant.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a tag, the most alike first: tag, similarity (0 to 1), shared (number of
            tags, of those shown on the other side, that are found with both). Similarity is NaN, last, where one of
            the two is with no tag above chance.

        Raises
        ------
        KeyError
            For an unknown tag, with the nearest.
        ValueError
            For an unknown measure or side, or a name of two tags.

        Notes
        -----
        A tag does not co-occur with itself. So of one kind by itself the columns of the two tags themselves are left
        out of both profiles: that Iran is with Iraq, and Iraq never with Iraq, makes them no less alike.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran and Peru.", "Iraq and Peru.", "Chad and Mali.", "Oman."]
        >>> counts = cm.cooccurrence(texts, rows="country", unit="document")
        >>> counts.similar("Iran", n=1).values.tolist()
        [['IQ', 1.0, 1]]
        """
        from comention.similarity import similar

        return similar(self, tag, n, measure, side, labels)

    def correspondence(self, *, dims: int = 2) -> Correspondence:
        """Place rows and columns as points, near each other where their profiles are alike.

        Correspondence analysis: singular values of (p - r c) / √(r c), with p the shares of all counts that are shown
        and r, c the sums of their rows and columns (Greenacre 2017). Its total inertia is chi-squared by the sum.

        Parameters
        ----------
        dims : int
            How many dimensions the frames have; fewer where the table has fewer: one less than rows and columns with a
            count, or than there are different profiles.

        Returns
        -------
        Correspondence
            ``rows()`` and ``cols()`` are frames of points, `supplementary` projects others among them, ``inertia`` and
            ``explained`` say what each dimension tells, ``dropped`` which tags have no count. Of each dimension the
            largest standard coordinate of a column is positive.

        Raises
        ------
        ValueError
            If no pair occurs, or where a tag is a row and a column, as of one kind by itself (or with ``drop_same``):
            the cell of a tag with itself is empty by definition, and would be taken for a finding.

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="document")
        >>> points = counts.correspondence(dims=3)
        >>> list(points.cols().columns[:4]), bool(points.total_inertia > 0)
        (['tag', 'dim1', 'dim2', 'dim3'], True)
        """
        from comention.correspondence import correspondence

        return correspondence(self, dims)

    def communities(
        self,
        method: str = "louvain",
        *,
        weight: str = "count",
        resolution: float = 1.0,
        seed: int = 1,
        labels: str | None = None,
    ) -> Any:
        """Part the tags of one kind into groups that are found together (extra ``network``).

        Groups are chosen for their modularity: the weight within groups beyond what the tags' sums make expect
        (Newman and Girvan 2004), by the method of Louvain (Blondel et al. 2008). Directed counts are a directed
        network.

        Parameters
        ----------
        method : {"louvain"}
            How groups are found. It finds good ones, not surely the best.
        weight : str
            What links two tags: ``count``, or an effect of `measures`, of which values above 0 are links. Modularity
            itself corrects counts for frequent tags. With npmi or pmi it does so a second time, and a pair met once
            of two rare tags weighs as much as one met daily: groups are then more, and led by rare tags.
        resolution : float
            Above 1 for more and smaller groups, below for fewer and larger ones.
        seed : int
            Of the order in which tags are tried. The same seed gives the same groups.
        labels : {"alpha2", "alpha3", "name"}, optional
            What to call the tags; their ids by default.

        Returns
        -------
        data frame
            In the library of the corpus, a row a tag that has a link, by community: tag, community (1 is the largest;
            of equal ones that with the first tag by alphabet), modularity (of the whole parting, below 1; 0 is
            chance), method, weight, resolution. Tags without a link are in no community and not listed.

        Raises
        ------
        ValueError
            For counts of two kinds; for a measure that does not fit, that is a test or an error, that differs by
            direction, has no sign or is infinite; for other arguments out of range.
        ImportError
            Without networkx.

        Examples
        --------
        >>> import comention as cm
        >>> texts = ["Iran, Iraq and Oman.", "Chad and Mali."]
        >>> groups = cm.cooccurrence(texts, rows="country", unit="document").communities()
        >>> groups[["tag", "community"]].values.tolist()
        [['IQ', 1], ['IR', 1], ['OM', 1], ['ML', 2], ['TD', 2]]
        """
        from comention.communities import communities

        return communities(self, method, weight, resolution, seed, labels)

    def to_networkx(self, weight: str = "count") -> Any:
        """Give the pairs that occur as a graph of networkx (extra ``network``).

        Parameters
        ----------
        weight : str
            What edges weigh: ``count`` or a measure of `measures`, as it is: it may be negative or infinite.

        Returns
        -------
        networkx.Graph, or networkx.DiGraph of directed counts
            Nodes are the ids of tags that occur, with label, kind and total (as `row_totals` and `col_totals`; of
            directed counts of one kind both added). Where a row and a column that differ have the same id, both are
            called by kind and id, as ``"speaker:US"``. Where no tag is on both sides, bipartite is 0 for rows and 1 for
            columns. Edges have count, the measure by its name, and weight, which is the same and what networkx looks
            for.

        Raises
        ------
        ValueError
            For a measure that these counts do not allow, or that differs by direction where pairs have none.
        ImportError
            Without networkx.

        Examples
        --------
        >>> import comention as cm
        >>> graph = cm.cooccurrence("Iran and Iraq met.", rows="country").to_networkx("jaccard")
        >>> graph.edges["IQ", "IR"]
        {'count': 1, 'jaccard': 1.0, 'weight': 1.0}
        """
        from comention.network import to_networkx

        return to_networkx(self, weight)
