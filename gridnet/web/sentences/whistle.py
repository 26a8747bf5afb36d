"""Refusals about whistles and the departments they call."""

from gridnet.web.sentences.marking import marked as _

SENTENCES = (
    _("a department's code begins with %(start)s, and no other station's does"),
    _("the code %(code)s is taken in %(county)s; change that department instead"),
    _("the code of a department stays; add another one"),
    _("%(code)s is no code of a department: DEPT- and 2 to 12 capital letters or digits"),
    _("a summons that is %(state)s cannot take the step %(step)s; somebody may have been quicker"),
    _("whether they come is not known yet: the moment to meet lies ahead"),
    _("whoever said that it is done was there: rate them on_time or late"),
    _("client_ref %(ref)s was already used for another whistle; nothing was changed"),
    _("incident %(number)s has ended; reopen it before departments are called to it"),
    _("no department of this whistle can be called off any more: they are there, or it is over"),
    _("the case has ended; there is nothing left to insist on"),
    _("the moment to meet has passed; name one that is still to come"),
    _("the moment to meet lies more than %(days)s days ahead"),
    _("occurred_at lies before the department was called; check the digits"),
)
