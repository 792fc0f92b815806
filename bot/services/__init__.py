"""The rules: no SQL strings, no Vietnamese; `now` is an argument."""
