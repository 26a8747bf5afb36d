"""Staff pages, phone first: one file a screen, its template under `templates/`, its script and style under `static/`.

How a page is made:

* **Screen.** `routes = Pages("today", __name__)` in `web/today.py`, hung up in `app.DOORS`. A view is locked by
  `@http.permit(Permission.X)`, asks the features' queries, and returns `frame.page("today.html", …)`. A refusal
  becomes a page by itself; whoever is not signed in is shown where, and led back.
* **Markup.** Templates extend `base.html` (blocks `title`, `heading`, `tools`, `main`, `styles`, `scripts`) and use the
  macros of `parts.html`; `/components` shows them all. Style comes from the tokens in `static/css/tokens.css`.
  No inline script, no `style=` attribute, no handler attribute: the content policy forbids them.
* **Forms** post to a page route, which acts and redirects (works without script); with htmx the same route answers
  with a part of the page. A form that is refused comes back with all that was typed, status 422, errors by field.
* **Script.** Plain ES modules under `static/js`, one a concern, that enhance elements by `data-…`; libraries come from
  `/lib/…` (`libraries.py` lists them). There are no words in scripts: a page hands them over with
  `words({"key": _("…")})` from `parts.html`, and a script reads them with `word("key", {n: 3})` of `words.js`.
* **Without a network.** `js/offline/worker.js` keeps the pages of the field by person. A form with `data-outbox="step"`
  and `data-number` goes into the outbox (`js/outbox/`) when it cannot be sent; `data-after` shows what follows it.
* **Words.** `_("English")` with the Chinese in `translations/zh/LC_MESSAGES/<feature>.po`.
* **Time.** `at | clock` shows a moment of today as 14:05 and another as 11-25 14:05, in China's time; the macro
  `time_left` shows what is left and keeps counting.
* **Navigation** is the table in `navigation.py`: who holds the permission sees the entry.
"""
