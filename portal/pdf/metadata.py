"""What a file says about itself: document information and XMP, with the keys of GB/T 36903 as an extension schema.

PDF/A asks that both tell the same and that a schema which XMP does not know is described in the file
(ISO 19005-3, 6.6.2). The packet stays uncompressed, so that the identifier can be read out of a damaged file.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape

NAMESPACE = "urn:oid:1.2.156.3005.2:"  # the root of all licence identifiers (GB/T 36904)
PREFIX = "zz"
PRODUCER = "电子证照共享服务系统"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pdf_date(instant: datetime) -> str:
    """An aware instant as ISO 32000 writes it: D:20261123094218+08'00."""
    offset = instant.strftime("%z")
    return instant.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:5]}"


def xmp_date(instant: datetime) -> str:
    """An aware instant as XMP writes it, whole seconds, so that it equals the document information."""
    return instant.replace(microsecond=0).isoformat()


def text(value: str) -> str:
    """A value as XML text, without what XML 1.0 cannot hold."""
    return escape(NOT_IN_XML.sub("", value))


def described(keys: list[str]) -> str:
    """The description of our schema that PDF/A wants beside values of it."""
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{key}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        "<pdfaProperty:description>GB/T 36903 metadata of an electronic licence</pdfaProperty:description></rdf:li>"
        for key in keys
    )
    return (
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Electronic licence metadata</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )


def packet(title: str, author: str, subject: str, created: datetime, values: Mapping[str, str]) -> bytes:
    """The XMP packet of a PDF/A-3u file. Raises ValueError for a key that is not an XML name."""
    for key in values:
        if not NAME.match(key):
            raise ValueError(f"{key!r} cannot be a metadata key")
    ours = "".join(f"<{PREFIX}:{key}>{text(value)}</{PREFIX}:{key}>" for key, value in values.items())
    date = xmp_date(created)
    about = '<rdf:Description rdf:about=""'
    body = [
        f'{about} xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="U"/>',
        f'{about} xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{text(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{text(author)}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text(subject)}</rdf:li></rdf:Alt></dc:description>'
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>"
        f"<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate></rdf:Description>",
    ]
    if ours:
        body += [described(list(values)), f'{about} xmlns:{PREFIX}="{NAMESPACE}">{ours}</rdf:Description>']
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        + "\n".join(body)
        + '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()
