"""Charts as Vega-Lite, one file each: rows in, a chart out. They know no page and no database.

Every colour is a CSS variable of the page's, so that one drawing serves light, dark and paper.
Each chart comes in two widths, because text that is readable on a desktop is not on a phone.
"""
