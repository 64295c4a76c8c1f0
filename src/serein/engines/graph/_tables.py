"""The arrays that kernels work on: the streets as states and rows, what they cost, and the room for one search."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Streets(NamedTuple):
    """
    What may follow what.

    A *dart* is an edge in one direction: ``2 * edge`` from its first node, ``2 * edge + 1`` from its second.
    A *state* is a node or, where turns are banned, also a node reached by a certain dart. States below `junctions` are
    those where one can choose; between them run *chains* of darts. Rows are in compressed form.
    """

    junctions: int
    x: Any  # float64 (s,) metres
    y: Any
    state_node: Any  # int32 (s,)
    node_first: Any  # int32 (n,) the states of a node follow each other
    node_count: Any
    dart_head: Any  # int32 (2e,) the state it leads to; -1 where it may not be used
    dart_tail: Any  # int32 (2e,) the node it leaves
    out_start: Any  # every dart that leaves a state
    out_head: Any
    out_dart: Any
    in_start: Any  # every dart that leads to a state
    in_tail: Any
    in_dart: Any
    over_start: Any  # chains that leave a junction: twice the chain, plus 1 against its order
    over_head: Any
    over_chain: Any
    under_start: Any  # chains that lead to a junction
    under_tail: Any
    under_chain: Any
    chain_start: Any  # the darts of a chain in its order
    chain_dart: Any


class Costs(NamedTuple):
    """What an edge and a chain cost, and how much a metre as the crow flies costs at least."""

    edge: Any  # float64 (e,)
    over: Any  # float64, beside over_head
    under: Any  # float64, beside under_tail
    ratio: float


class Room(NamedTuple):
    """What one search at a time writes into; nothing is cleared, a mark of another search is no mark."""

    turn: Any  # int32 (1,): the number of the search
    cost: Any  # float64 (s,)
    key: Any  # float64 (s,)
    mark: Any  # int32 (s,)
    near: Any  # int32 (s,): the search for which a state lies about its end
    gate: Any  # int32 (s,): the last search backwards that settled a state
    before: Any  # int32 (s,): the state before; -1 at the start
    by: Any  # int32 (s,): the chain that led here, or -1 - dart
    heap_key: Any  # float64
    heap_item: Any  # int32
    stack: Any  # int32 (s,)
    darts: Any  # int32: the way found, written from its end
    step_to: Any  # int32: the state a step leads to, -1: the destination
    step_by: Any  # int32: as `by`
    step_arc: Any  # int32: position in the rows of chains, -1: a dart
    step_part: Any  # float64: how much of the dart


def make_room(streets: Streets) -> Room:
    states = len(streets.state_node)
    most = states + len(streets.out_head) + len(streets.over_head) + 8
    steps = 8 + 2 * int(np.diff(streets.out_start).max(initial=0) + np.diff(streets.over_start).max(initial=0))
    return Room(
        turn=np.zeros(1, np.int32),
        cost=np.empty(states),
        key=np.empty(states),
        mark=np.zeros(states, np.int32),
        near=np.zeros(states, np.int32),
        gate=np.zeros(states, np.int32),
        before=np.empty(states, np.int32),
        by=np.empty(states, np.int32),
        heap_key=np.empty(most),
        heap_item=np.empty(most, np.int32),
        stack=np.empty(states + 8, np.int32),
        darts=np.empty(2 * states + 8, np.int32),
        step_to=np.empty(steps, np.int32),
        step_by=np.empty(steps, np.int32),
        step_arc=np.empty(steps, np.int32),
        step_part=np.empty(steps),
    )
