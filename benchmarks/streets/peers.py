"""The others, each set up as its own documentation advises, on the same simple edges."""

from __future__ import annotations

import importlib
import warnings
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.streets.ground import Ground

Nodes = NDArray[np.int64]


class Peer:
    """One library: `way` gives the nodes of a shortest path, `matrix` all lengths, `weigh` sets all weights."""

    name: ClassVar[str]
    matrix_rows: ClassVar[int] = 1000  # how many rows are measured; the time is scaled to all

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def way(self, a: int, b: int) -> list[int]:
        raise NotImplementedError

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        raise NotImplementedError

    def weigh(self, metres: NDArray[np.float64]) -> None:
        raise NotImplementedError


class SciPy(Peer):
    name = "scipy"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        sparse = importlib.import_module("scipy.sparse")
        self._csgraph = importlib.import_module("scipy.sparse.csgraph")
        ends, count = ground.ends, ground.nodes
        rows, columns = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
        self._order = np.lexsort((columns, rows))
        metres = np.concatenate([ground.metres] * 2)
        self._matrix = sparse.coo_matrix((metres, (rows, columns)), shape=(count, count)).tocsr()

    def way(self, a: int, b: int) -> list[int]:
        _, before = self._csgraph.dijkstra(self._matrix, indices=a, return_predecessors=True)
        nodes = [b]
        while nodes[-1] != a:
            nodes.append(int(before[nodes[-1]]))
        return nodes[::-1]

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        parts = np.array_split(rows, max(1, len(rows) // 100))
        return np.concatenate([self._csgraph.dijkstra(self._matrix, indices=part)[:, columns] for part in parts])

    def weigh(self, metres: NDArray[np.float64]) -> None:
        self._matrix.data[:] = np.concatenate([metres, metres])[self._order]


class IGraph(Peer):
    name = "igraph"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        igraph = importlib.import_module("igraph")
        self._graph = igraph.Graph(n=ground.nodes, edges=ground.ends.tolist())
        self.weigh(ground.metres)

    def way(self, a: int, b: int) -> list[int]:
        nodes: list[int] = self._graph.get_shortest_path(a, to=b, weights="metres", output="vpath")
        return nodes

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        return np.array(self._graph.distances(rows.tolist(), columns.tolist(), weights="metres"))

    def weigh(self, metres: NDArray[np.float64]) -> None:
        self._graph.es["metres"] = metres.tolist()


class NetworKit(Peer):
    name = "networkit"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._kit = importlib.import_module("networkit")
        self.weigh(ground.metres)

    def way(self, a: int, b: int) -> list[int]:
        search = self._kit.distance.BidirectionalDijkstra(self._graph, a, b)
        search.run()
        return [a, *search.getPath(), b]

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        search = self._kit.distance.SPSP(self._graph, rows.tolist(), columns.tolist())
        search.run()
        return np.array(search.getDistances(asarray=False))

    def weigh(self, metres: NDArray[np.float64]) -> None:
        rows, columns = np.ascontiguousarray(self.ground.ends.T, np.uint64)
        self._graph = self._kit.GraphFromCoo((metres, (rows, columns)), n=self.ground.nodes, weighted=True)


class Pandana(Peer):
    name = "pandana"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._pandana = importlib.import_module("pandana")
        self._pandas = importlib.import_module("pandas")
        self.weigh(ground.metres)

    def way(self, a: int, b: int) -> list[int]:
        return [int(node) for node in self._net.shortest_path(a, b)]

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        lengths = self._net.shortest_path_lengths(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
        return np.array(lengths).reshape(len(rows), len(columns))

    def weigh(self, metres: NDArray[np.float64]) -> None:
        x_y, ends, series = self.ground.x_y(), self.ground.ends, self._pandas.Series
        frame = self._pandas.DataFrame({"metres": metres})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._net = self._pandana.Network(
                series(x_y[:, 0]), series(x_y[:, 1]), series(ends[:, 0]), series(ends[:, 1]), frame
            )


class RustworkX(Peer):
    name = "rustworkx"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._rustworkx = importlib.import_module("rustworkx")
        self._graph = self._rustworkx.PyGraph(multigraph=False)
        self._graph.add_nodes_from(range(ground.nodes))
        rows = zip(ground.ends.tolist(), ground.metres.tolist(), strict=True)
        self._graph.add_edges_from([(a, b, metres) for (a, b), metres in rows])

    def way(self, a: int, b: int) -> list[int]:
        paths = self._rustworkx.dijkstra_shortest_paths(self._graph, a, target=b, weight_fn=float)
        return list(paths[b])

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        found = np.zeros((len(rows), len(columns)))
        for i, row in enumerate(rows.tolist()):
            lengths = self._rustworkx.dijkstra_shortest_path_lengths(self._graph, row, float)
            found[i] = [0.0 if column == row else lengths[column] for column in columns.tolist()]
        return found

    def weigh(self, metres: NDArray[np.float64]) -> None:
        for edge, value in enumerate(metres.tolist()):
            self._graph.update_edge_by_index(edge, value)


class NetworkX(Peer):
    name = "networkx"
    matrix_rows = 20

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._networkx = importlib.import_module("networkx")
        self._graph = self._networkx.Graph()
        self._graph.add_nodes_from(range(ground.nodes))
        self.weigh(ground.metres)

    def way(self, a: int, b: int) -> list[int]:
        nodes: list[int] = self._networkx.bidirectional_dijkstra(self._graph, a, b, weight="weight")[1]
        return nodes

    def matrix(self, rows: Nodes, columns: Nodes) -> NDArray[np.float64]:
        found = []
        for row in rows.tolist():
            lengths = self._networkx.single_source_dijkstra_path_length(self._graph, row, weight="weight")
            found.append([lengths[column] for column in columns.tolist()])
        return np.array(found)

    def weigh(self, metres: NDArray[np.float64]) -> None:
        rows = zip(self.ground.ends.tolist(), metres.tolist(), strict=True)
        self._graph.add_weighted_edges_from([(a, b, value) for (a, b), value in rows])


def present_peers() -> list[type[Peer]]:
    """List those that can be imported here."""
    found = []
    for peer in (SciPy, IGraph, NetworKit, Pandana, RustworkX, NetworkX):
        try:
            importlib.import_module(peer.name)
        except ImportError:
            continue
        found.append(peer)
    return found
