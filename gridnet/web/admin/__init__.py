"""The administrator's pages: one file a screen, each with its routes; `doors` hangs them up below `/admin`.

What stands in a screen: `sections` (where one can go), `forms` (what was typed, and what is said of it), `desk`
(who acts, for which county). Rules live in the features; a screen asks them and shows what they say.
"""
