"""Refusals about boundary files, drafts and publications, and what a check of a layer finds."""

from gridnet.web.sentences.marking import marked as _

SENTENCES = (
    _("draft %(id)s is %(state)s; only one that waits can be corrected"),
    _("draft %(id)s has no area %(code)s"),
    _("no boundaries of the %(network)s network are published yet; import a file first"),
    _("the drawing cannot be read (%(error)s); draw it again"),
    _("%(code)s is no area any more: its outline has too few corners"),
    _("%(source)s: none of its %(n)s rows became an area. %(first)s"),
    _("%(source)s: none of its %(n)s rows became an area."),
    _("row %(row)s: %(reason)s"),
    _("draft %(id)s is %(state)s; only one that is not yet published can be withdrawn"),
    _("the parent outline cannot be used: %(error)s"),
    _("draft %(id)s is %(state)s; only a checked one can be published"),
    _("draft %(id)s is blocked (%(reasons)s); mend the file and import it again"),
    _(
        "the %(areas)s of %(county)s are published from %(at)s on already (publication %(id)s); a new layer "
        "can only follow it, at a later moment"
    ),
    _(
        "%(at)s is in the past: lookups for the time since then would change. Publish for a moment to come, "
        "or say that it is meant to be backdated"
    ),
    _(
        "%(area)s was retired on %(at)s UTC; on its ground there is now: %(heirs)s. Send the place, or one of"
        " these codes"
    ),
    _("%(area)s comes into force only on %(at)s UTC"),
    _("its parent %(division)s lies outside county %(county)s"),
    _("the outlines of %(code)s cannot be made one: they differ in kind or parent"),
    _("%(file)s gives no outline: %(error)s"),
    _("there is no field %(name)s; there are: %(fields)s"),
    _("say whose boundaries are to be corrected"),
    _("the drawing did not arrive whole; save it again"),
    _("there is no file %(name)s"),
    _("%(name)s unpacks to more than %(n)s bytes"),
    _("%(name)s is truncated or damaged (%(error)s); send it again"),
    _("%(name)s cannot be unpacked (%(error)s); is it truncated, or locked by a password?"),
    _("%(name)s holds no boundary file; what is read: %(read)s"),
    _("%(name)s holds several boundary files (%(names)s); send one at a time"),
    _("%(name)s is no boundary file; what is read: %(read)s"),
    _("its coordinate system is a link to elsewhere; name the system instead"),
    _("the Shapefile lacks its %(parts)s; send all parts, best in one zip"),
    _("the %(part)s part is truncated; send it again"),
    _(
        "the file does not say its coordinate system; name it, e.g. EPSG:4490 (CGCS2000 in degrees), "
        "EPSG:4547 (CGCS2000, 3-degree zone of 114° E) or EPSG:4326 (WGS-84)"
    ),
    _("unknown coordinate system %(text)s; name it like EPSG:4490"),
    _("the file declares %(declared)s, which is not %(named)s; do not name another system"),
    _("%(datum)s shifts degrees of WGS-84, but the file declares %(system)s; one of the two is wrong"),
    _("the file ends at row %(row)s of %(n)s; it is truncated"),
    _("the file has no layer with shapes"),
    _("there is no layer %(name)s; there are: %(names)s"),
    _("name one of its layers: %(names)s"),
    _("longitude and latitude look swapped in the whole file; longitude comes first"),
    _("the texts of its table are neither UTF-8 nor GB18030; name their encoding"),
    _("the GeoPackage cannot be read, it may be truncated (%(error)s)"),
    _("longitude and latitude must be numbers, not NaN or infinite"),
    _("longitude %(lng)s and latitude %(lat)s look swapped: longitude comes first"),
    _("longitude %(lng)s, latitude %(lat)s is outside ±180, ±90 degrees; %(hint)s"),
    _("this is %(driver)s, which is not read; save it as GeoJSON or GeoPackage"),
    _("the file cannot be read, it may be truncated or damaged (%(error)s)"),
    _("it has no code in field %(field)s"),
    _("its shape cannot be read: a ring of too few points?"),
    _("its rings enclose nothing that can be repaired (%(fault)s)"),
    _("rows refused: %(n)s"),
    _("areas whose parent is not in the division table: %(n)s"),
    _("the layer has no outlines"),
    _("codes used more than once: %(n)s"),
    _("outlines that cannot be repaired: %(n)s"),
    _("sets of outlines drawn alike: %(n)s"),
    _("pairs of outlines that overlap: %(n)s"),
    _("outlines that reach beyond the parent: %(n)s"),
    _("places covered by no outline: %(n)s"),
    _("outlines that crossed themselves, repaired: %(n)s"),
    _("outlines with a part within a part, read as a hole: %(n)s"),
    _("outlines with a hole outside of them, read as a part: %(n)s"),
    _("outlines with broken rings, repaired: %(n)s"),
    _("pairs of outlines that overlap by a sliver: %(n)s"),
    _("slivers covered by no outline: %(n)s"),
    _("outlines that reach beyond the parent by a sliver: %(n)s"),
    _("outlines share %(shared)s m² in all; %(tolerated)s m² are tolerated"),
    _("%(share)s of the layer lies outside the parent: is it the right county, and the right datum?"),
    _("its texts were read as %(encoding)s"),
    _("%(n)s outlines of %(code)s were made one"),
    _("%(note)s (row %(row)s); %(n)s codes in all were numbers"),
    _(
        "its %(n)s %(shapes)s have no attributes, so no area has a code; save the areas as a "
        "FeatureCollection, each with its code as a property"
    ),
    _("%(text)s is no division code; it has 2, 4, 6, 9 or 12 digits, and is text, not a number"),
)
