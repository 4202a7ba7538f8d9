"""``python -m blinkfirst`` is the command ``blinkfirst``."""

from blinkfirst.cli import main

if __name__ == "__main__":
    main()
