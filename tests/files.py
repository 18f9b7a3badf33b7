"""Files for tests: good ones, and such as nobody should accept."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image


def upload(content: bytes, name: str = "cv.pdf") -> SimpleUploadedFile:
    """What a form's file field holds; the browser's word for its type is never read."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def a_pdf(change=None, **saving) -> bytes:
    """A PDF of one page; `change(pdf)` may spoil it before it is saved."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        out = io.BytesIO()
        pdf.save(out, **saving)
        return out.getvalue()


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **saving) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **saving)
    return out.getvalue()


def a_photo_with_place() -> bytes:
    """A photo taken sideways by a phone that writes down where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Spyphone"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif)


def script_on_opening(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_by_name(pdf):
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def script_on_the_page(pdf):
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def script_in_a_stream_far_down(pdf):
    code = pdf.make_stream(b"app.alert(1)")
    pdf.pages[0].Annots = Array(
        [Dictionary(Subtype=Name.Link, A=Dictionary(Next=Array([Dictionary(S=Name("/JavaScript"), JS=code)])))]
    )


def launches(pdf):
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("cmd.exe")))])


def posts_itself(pdf):
    pdf.pages[0].Annots = Array(
        [Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://x.example")))]
    )


def opens_a_program(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("http://x.example"))


def carries_a_file(pdf):
    pdf.attachments["evil.exe"] = b"MZ"


def carries_on_a_page(pdf):
    spec = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="evil.exe")
    pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(Subtype=Name.FileAttachment, FS=spec.obj))])


def rich_media(pdf):
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.RichMedia)])


def living_form(pdf):
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=Array())


def too_many_things(pdf):
    pdf.Root.Many = Array([pdf.make_indirect(Dictionary()) for _count in range(50_001)])
