"""The people behind a figure, and everything known of one of them: for those who may see people.

Pages ask here only after `people.rules.may_see_people` said yes. Who is behind a figure is worked
out from the lake as it stands, at the run's as-of, by the expression that the figure was counted
with; the list of keys is kept for the next page.

    questions   which figures can be opened, and how one is asked for
    reading     a question read from an address, and checked
    shown       the number that the impact page shows for it
    who         the people, as an expression over the lake
    lists       them by name, some at a time; for a source, its accounts
    somebody    one person: accounts, why they are one, what they did
"""
