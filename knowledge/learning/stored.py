"""Models as one file: named arrays, lists of names and what is known of them, in NumPy's `.npz`."""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from marisa_trie import Trie
from numpy.typing import NDArray

from knowledge.compiled import LARGE, compiled
from knowledge.learning.linear import Decision, Stored, Vocabulary

ABOUT = "about"
APART = ".apart"
"""Ends the name of an array whose bytes are apart."""


class Unreadable(Exception):
    """The file holds no models, or those of another version; the message names file and mend."""


class Models:
    """Arrays and names under keys; `about` is JSON: where they come from, and their figures."""

    def __init__(self, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        self.about, self.arrays = dict(about), dict(arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file; raises `Unreadable`."""
        try:
            data = path.read_bytes()
            unpacked = partial(_unpacked, data)
            arrays = dict(compiled(["models", hashlib.sha256(data).hexdigest()], unpacked))
            return cls(json.loads(arrays.pop(ABOUT).tobytes()), arrays)
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise Unreadable(f"{path}: no models ({error}); make them: dangiamsat learn") from error

    def save(self, path: Path) -> None:
        """Write the file whole, or not at all."""
        about = np.frombuffer(json.dumps(self.about, ensure_ascii=False).encode(), dtype=np.uint8)
        new = path.with_suffix(".new.npz")
        packed = dict(_packed(key, array) for key, array in self.arrays.items())
        np.savez_compressed(new, allow_pickle=False, **{ABOUT: about}, **packed)
        # In one step: a process that starts in this moment reads the old file or the new one.
        new.replace(path)

    def put_names(self, key: str, names: Iterable[str]) -> None:
        """Keep a list of names, none of which has a line break."""
        self.arrays[key] = np.frombuffer("\n".join(names).encode(), dtype=np.uint8)

    def names(self, key: str) -> list[str]:
        """Return a list of names."""
        text = self.arrays[key].tobytes().decode()
        return text.split("\n") if text else []

    def put_trie(self, key: str, trie: Trie) -> None:
        """Keep many names, and the number of each."""
        self.arrays[f"{key}.trie"] = np.frombuffer(trie.tobytes(), dtype=np.uint8)

    def trie(self, key: str) -> Trie:
        """Return many names, each with its number."""
        return Trie().frombytes(self.arrays[f"{key}.trie"].tobytes())

    def put_vocabulary(self, key: str, vocabulary: Vocabulary) -> None:
        """Keep a vocabulary."""
        self.put_trie(key, vocabulary.trie)
        self.arrays[f"{key}.rarity"] = smallest(vocabulary.rarity)

    def vocabulary(self, key: str) -> Vocabulary:
        """Return a vocabulary."""
        return Vocabulary(self.trie(key), self.arrays[f"{key}.rarity"])

    def put_decision(self, key: str, decision: Decision) -> None:
        """Keep a decision."""
        self.put_names(f"{key}.labels", decision.labels)
        self.arrays[f"{key}.weights"] = smallest(decision.weights)
        self.arrays[f"{key}.start"] = decision.start

    def decision(self, key: str) -> Decision:
        """Return a decision."""
        labels = tuple(self.names(f"{key}.labels"))
        return Decision(labels, self.arrays[f"{key}.weights"], self.arrays[f"{key}.start"])


def _unpacked(data: bytes) -> Mapping[str, NDArray[Any]]:
    # A pickle runs code as it is read; a model's file that somebody has swapped must not.
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return dict(_as_it_was(key, stored[key]) for key in stored.files)


def smallest(numbers: Stored) -> NDArray[np.signedinteger[Any]]:
    """Return whole numbers in the smallest type that holds them: a model is mostly small ones."""
    for kind in (np.int8, np.int16):
        limits = np.iinfo(kind)
        if numbers.size and limits.min <= numbers.min() and numbers.max() <= limits.max:
            return numbers.astype(kind)
    return numbers


def _packed(key: str, array: NDArray[Any]) -> tuple[str, NDArray[Any]]:
    """Return large numbers with the bytes of all apart: first ones, second ones: a sixth less."""
    if array.nbytes < LARGE or array.itemsize == 1:
        return key, array
    pieces = array.astype(array.dtype.newbyteorder("<"))[..., None].view(np.uint8)
    return f"{key}{APART}", np.moveaxis(pieces, -1, 0)


def _as_it_was(key: str, array: NDArray[Any]) -> tuple[str, NDArray[Any]]:
    if not key.endswith(APART):
        return key, array
    numbers = np.ascontiguousarray(np.moveaxis(array, 0, -1))
    return key.removesuffix(APART), numbers.view(f"<i{len(array)}")[..., 0]


def checksum(paths: Sequence[Path]) -> str:
    """Return one SHA-256 over the names and contents of these files, in the order of names."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
