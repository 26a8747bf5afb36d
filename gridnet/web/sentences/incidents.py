"""Refusals about cases: reporting, steps, photos, handing over; and of a few pages."""

from gridnet.web.sentences.marking import marked as _

SENTENCES = (
    _("%(name)s has it already; choose another one"),
    _("position %(id)s belongs to the other network (%(network)s)"),
    _("this person cannot take the case; choose another one"),
    _("auxiliary police assist; a sworn officer holds the police leg (Henan Regulations, Art. 17)"),
    _("occurred_at lies in the future; check the device's clock and its time zone"),
    _("occurred_at lies in the year %(year)s; check the digits"),
    _("duplicate_of names an incident of another county; refer the case there instead"),
    _("an incident keeps at most %(n)s photos"),
    _("this is no JPEG, PNG or WebP picture, whatever its name says"),
    _("the picture is damaged or cut off; send it again"),
    _("the incident has ended; reopen it before it is classified"),
    _("it is %(category)s and %(priority)s already; name another category or priority"),
    _(
        "this category gives the networks other parts, and somebody has begun already; convert the case and "
        "report the matter anew, or choose a category with the same parts"
    ),
    _(
        "client_ref %(ref)s was already used for %(number)s, with other content; nothing was changed. A new "
        "report takes a new client_ref; to correct the old one, take a step on it"
    ),
    _("there is no category %(code)s in %(county)s"),
    _("there is no category %(code)s in %(county)s; GET /api/v1/categories lists them"),
    _("%(name)s lies in the year %(year)s; check the digits"),
    _("%(name)s lies %(minutes)s minutes ahead of the server's clock; check the device's clock and its time zone"),
    _("%(why)s: it cannot be handled on the spot; report it without handled_on_the_spot"),
    _("%(what)s cannot take the step %(step)s; read it again: somebody may have been quicker"),
    _("the step %(step)s is for the %(who)s"),
    _("the step %(step)s wants a reason"),
    _("a case is suspended for one of %(reasons)s, not %(reason)s"),
    _("the incident has ended; reopen it before it is placed"),
    _("only the community side handles a matter on the spot; report it, and take the steps of your own leg"),
    _(
        "the place %(lng)s, %(lat)s (WGS-84) lies in no county known here: check the axes and the datum; if "
        "it is right, name the `county`, and its desk will place the incident"
    ),
    _("the place lies in county %(found)s, not in %(named)s; leave `county` out, or check the place"),
    _("no member of staff has the number %(number)s in %(county)s"),
    _("you have no part in this incident to step aside from"),
    _("your part is %(state)s: there is nothing left to give to somebody else"),
    _("none of your positions may %(permission)s here"),
    _("none of your positions may report incidents in county %(county)s"),
    _("this is a record of the past, and stays as it was written down; report the matter anew"),
    _("client_ref %(ref)s was already used for another step; nothing was changed"),
    _("the incident has ended; reopen it first"),
    _("name the other incident in duplicate_of"),
    _("%(number)s is itself a duplicate of %(first)s; name that one"),
    _("choose between 1 and %(most)s cases"),
    _("%(most)s views are kept; remove one of them first"),
    _("choose a photo"),
    _("say where: place (lng, lat, datum), grid_code, or address"),
    _("a period has two days"),
    _("these pages are for administrators and auditors, signed in with both factors"),
)
