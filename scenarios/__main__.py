"""``python -m scenarios``: write every stored request anew from its seed, into the package's folder."""

from pathlib import Path

from scenarios.stored import FOLDER, STORED, text_of


def main() -> None:
    """Write what is stored and remove what no longer is."""
    folder = Path(__file__).parent / FOLDER
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.json"):
        if path.stem not in STORED:
            path.unlink()
    for row in STORED.values():
        (folder / f"{row.name}.json").write_text(text_of(row.make()), encoding="utf-8")


if __name__ == "__main__":
    main()
