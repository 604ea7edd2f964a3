// The binary half: a table of signatures, and formats whose kind stands somewhere behind theirs.
// Text is TextType.cpp's.
#include "backend/records/ContentType.h"

#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace socle::records {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHead = 3072; // what the peer's detector reads
constexpr std::string_view kUnknown = "application/octet-stream";

struct Signature
{
    std::size_t at;
    std::string_view bytes;
    std::string_view mime;
    std::string_view extension;
};

constexpr std::array kSignatures{
    // images
    Signature{0, "\x89PNG\r\n\x1a\n"sv, "image/png", ".png"},
    Signature{0, "\xff\xd8\xff"sv, "image/jpeg", ".jpg"},
    Signature{0, "GIF87a"sv, "image/gif", ".gif"},
    Signature{0, "GIF89a"sv, "image/gif", ".gif"},
    Signature{8, "WEBPVP8"sv, "image/webp", ".webp"},
    Signature{0, "II*\0"sv, "image/tiff", ".tiff"},
    Signature{0, "MM\0*"sv, "image/tiff", ".tiff"},
    Signature{0, "\0\0\1\0"sv, "image/x-icon", ".ico"},
    Signature{0, "\0\0\2\0"sv, "image/x-icon", ".ico"},
    Signature{0, "8BPS"sv, "image/vnd.adobe.photoshop", ".psd"},
    Signature{0, "\xff\x0a"sv, "image/jxl", ".jxl"},
    Signature{0, "\0\0\0\x0cJXL \r\n\x87\n"sv, "image/jxl", ".jxl"},
    Signature{20, "jp2 "sv, "image/jp2", ".jp2"},
    Signature{20, "jpx "sv, "image/jpx", ".jpf"},
    Signature{20, "jpm "sv, "image/jpm", ".jpm"},
    Signature{0, "gimp xcf"sv, "image/x-xcf", ".xcf"},
    Signature{0, "icns"sv, "image/x-icns", ".icns"},
    Signature{0, "#?RADIANCE\n"sv, "image/vnd.radiance", ".hdr"},
    Signature{0, "/* XPM */"sv, "image/x-xpixmap", ".xpm"},
    Signature{12, "DJVU"sv, "image/vnd.djvu", ".djvu"},
    Signature{0, "AC10"sv, "image/vnd.dwg", ".dwg"},
    Signature{0, "BPG\xfb"sv, "image/bpg", ".bpg"},
    Signature{0, "II\xbc\1"sv, "image/jxr", ".jxr"},
    Signature{0, "  0\nSECTION\n"sv, "image/vnd.dxf", ".dxf"},
    // sound
    Signature{0, "ID3"sv, "audio/mpeg", ".mp3"},
    Signature{0, "fLaC"sv, "audio/flac", ".flac"},
    Signature{8, "WAVE"sv, "audio/wav", ".wav"},
    Signature{0, "MThd"sv, "audio/midi", ".midi"},
    Signature{8, "AIFF\0"sv, "audio/aiff", ".aiff"},
    Signature{0, "#!AMR"sv, "audio/amr", ".amr"},
    Signature{0, "MAC \x96\x0f\0\0\x34\0\0\0\x18\0\0\0\x90\xe3"sv, "audio/ape", ".ape"},
    Signature{0, "MPCK"sv, "audio/musepack", ".mpc"},
    Signature{0, ".snd"sv, "audio/basic", ".au"},
    Signature{0, "Creative Voice File"sv, "audio/x-unknown", ".voc"},
    Signature{0, "#EXTM3U"sv, "application/vnd.apple.mpegurl", ".m3u"},
    Signature{0, "\xff\xf1"sv, "audio/aac", ".aac"},
    Signature{0, "\xff\xf9"sv, "audio/aac", ".aac"},
    // films
    Signature{8, "AVI LIST"sv, "video/x-msvideo", ".avi"},
    Signature{0, "FLV\1"sv, "video/x-flv", ".flv"},
    Signature{0,
              "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c"sv,
              "video/x-ms-asf",
              ".asf"},
    Signature{0, ".RMF"sv, "application/vnd.rn-realmedia-vbr", ".rmvb"},
    // archives
    Signature{0, "PK\5\6"sv, "application/zip", ".zip"},
    Signature{0, "PK\7\x08"sv, "application/zip", ".zip"},
    Signature{0, "7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed", ".7z"},
    Signature{0, "\x1f\x8b"sv, "application/gzip", ".gz"},
    Signature{0, "BZh"sv, "application/x-bzip2", ".bz2"},
    Signature{0, "\xfd\x37zXZ\0"sv, "application/x-xz", ".xz"},
    Signature{0, "\x28\xb5\x2f\xfd"sv, "application/zstd", ".zst"},
    Signature{0, "Rar!\x1a\x07"sv, "application/x-rar-compressed", ".rar"},
    Signature{0, "LZIP"sv, "application/lzip", ".lz"},
    Signature{0, "MSCF\0\0\0\0"sv, "application/vnd.ms-cab-compressed", ".cab"},
    Signature{0, "!<arch>\ndebian-binary"sv, "application/vnd.debian.binary-package", ".deb"},
    Signature{0, "!<arch>"sv, "application/x-archive", ".a"},
    Signature{0, "\xed\xab\xee\xdb"sv, "application/x-rpm", ".rpm"},
    Signature{0, "070701"sv, "application/x-cpio", ".cpio"},
    Signature{0, "070702"sv, "application/x-cpio", ".cpio"},
    Signature{0, "070707"sv, "application/x-cpio", ".cpio"},
    Signature{0, "xar!"sv, "application/x-xar", ".xar"},
    Signature{0, "d8:announce"sv, "application/x-bittorrent", ".torrent"},
    // documents
    Signature{0, "%FDF"sv, "application/vnd.fdf", ".fdf"},
    Signature{0, "%!PS-Adobe-"sv, "application/postscript", ".ps"},
    Signature{4, "Standard Jet DB"sv, "application/x-msaccess", ".mdb"},
    Signature{4, "Standard ACE DB"sv, "application/x-msaccess", ".accdb"},
    Signature{60, "BOOKMOBI"sv, "application/x-mobipocket-ebook", ".mobi"},
    Signature{0,
              "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"sv,
              "application/onenote",
              ".one"},
    Signature{0, "ITOLITLS"sv, "application/x-ms-reader", ".lit"},
    Signature{0, "-----BEGIN PKCS7"sv, "application/pkcs7-signature", ".p7s"},
    // fonts
    Signature{0, "OTTO\0"sv, "font/otf", ".otf"},
    Signature{0, "wOFF"sv, "font/woff", ".woff"},
    Signature{0, "wOF2"sv, "font/woff2", ".woff2"},
    Signature{0, "ttcf"sv, "font/collection", ".ttc"},
    // programs, data
    Signature{0, "MZ"sv, "application/vnd.microsoft.portable-executable", ".exe"},
    Signature{0, "\0asm"sv, "application/wasm", ".wasm"},
    Signature{0, "\xca\xfe\xba\xbe\0\0\0"sv, "application/x-java-applet", ".class"},
    Signature{0, "\xcf\xfa\xed\xfe"sv, "application/x-mach-binary", ".macho"},
    Signature{0, "\xce\xfa\xed\xfe"sv, "application/x-mach-binary", ".macho"},
    Signature{0, "FWS"sv, "application/x-shockwave-flash", ".swf"},
    Signature{0, "CWS"sv, "application/x-shockwave-flash", ".swf"},
    Signature{0, "SQLite format 3\0"sv, "application/vnd.sqlite3", ".sqlite"},
    Signature{0, "PAR1"sv, "application/vnd.apache.parquet", ".parquet"},
    Signature{128, "DICM"sv, "application/dicom", ".dcm"},
    Signature{0, "SIMPLE  =                    T"sv, "application/fits", ".fits"},
    Signature{0, "NES\x1a"sv, "application/vnd.nintendo.snes.rom", ".nes"},
    Signature{0, "\0\0\x27\x0a"sv, "application/vnd.shx", ".shx"},
    Signature{0, "glTF"sv, "model/gltf-binary", ".glb"},
    Signature{0, "L\0\0\0\1\x14\2\0"sv, "application/x-ms-shortcut", ".lnk"},
};

DetectedType made(std::string_view mime, std::string_view extension)
{
    return {.mimeType = std::string(mime), .extension = std::string(extension)};
}

std::uint8_t byteAt(std::string_view bytes, std::size_t at)
{
    return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0;
}

struct Kind
{
    std::string_view mark;
    std::string_view mime;
    std::string_view extension;
};

/// ISO base media: the brand behind `ftyp`.
constexpr std::array kBrands{
    Kind{"qt  ", "video/quicktime", ".mov"},
    Kind{"mqt ", "video/quicktime", ".mqv"},
    Kind{"M4V ", "video/x-m4v", ".m4v"},
    Kind{"M4VH", "video/x-m4v", ".m4v"},
    Kind{"M4VP", "video/x-m4v", ".m4v"},
    Kind{"M4A ", "audio/x-m4a", ".m4a"},
    Kind{"M4B ", "audio/mp4", ".mp4"},
    Kind{"M4P ", "audio/mp4", ".mp4"},
    Kind{"F4A ", "audio/mp4", ".mp4"},
    Kind{"F4B ", "audio/mp4", ".mp4"},
    Kind{"3gp", "video/3gpp", ".3gp"},
    Kind{"3gs", "video/3gpp", ".3gp"},
    Kind{"3ge", "video/3gpp", ".3gp"},
    Kind{"3gr", "video/3gpp", ".3gp"},
    Kind{"3gg", "video/3gpp", ".3gp"},
    Kind{"3g2", "video/3gpp2", ".3g2"},
    Kind{"heic", "image/heic", ".heic"},
    Kind{"heix", "image/heic", ".heic"},
    Kind{"mif1", "image/heif", ".heif"},
    Kind{"heim", "image/heif", ".heif"},
    Kind{"heis", "image/heif", ".heif"},
    Kind{"avic", "image/heif", ".heif"},
    Kind{"msf1", "image/heif-sequence", ".heif"},
    Kind{"hevc", "image/heic-sequence", ".heic"},
    Kind{"hevx", "image/heic-sequence", ".heic"},
    Kind{"avif", "image/avif", ".avif"},
    Kind{"avis", "image/avif", ".avif"},
    Kind{"crx ", "application/octet-stream", ""},
    Kind{"jp2 ", "image/jp2", ".jp2"},
};

std::optional<DetectedType> detectMedia(std::string_view head)
{
    const std::string_view box = head.size() > 12 ? head.substr(4, 4) : std::string_view();
    if (box == "ftyp") {
        for (const Kind &brand : kBrands) {
            if (startsWith(head.substr(8), brand.mark)) {
                return made(brand.mime, brand.extension);
            }
        }
        return made("video/mp4", ".mp4");
    }
    if (box == "moov" || box == "mdat" || box == "free" || box == "wide" || box == "skip"
        || box == "pnot") {
        return made("video/quicktime", ".mov");
    }
    if (startsWith(head, "\0\0\1"sv) && byteAt(head, 3) >= 0xb0 && byteAt(head, 3) <= 0xbf) {
        return made("video/mpeg", ".mpeg");
    }
    if (startsWith(head, "\x1a\x45\xdf\xa3"sv)) {
        const std::string_view start = head.substr(0, 64);
        return start.find("webm") != start.npos    ? made("video/webm", ".webm")
            : start.find("matroska") != start.npos ? made("video/x-matroska", ".mkv")
                                                   : made(kUnknown, "");
    }
    if (startsWith(head, "OggS")) {
        const std::string_view codec = head.size() > 28 ? head.substr(28) : std::string_view();
        const bool isSound = startsWith(codec, "\x01vorbis"sv) || startsWith(codec, "OpusHead")
            || startsWith(codec,
                          "\x7f"
                          "FLAC"sv)
            || startsWith(codec, "Speex   ");
        const bool isFilm = startsWith(codec, "\x80theora"sv) || startsWith(codec, "fishead\0"sv);
        return isSound ? made("audio/ogg", ".oga")
            : isFilm   ? made("video/ogg", ".ogv")
                       : made("application/ogg", ".ogg");
    }
    const unsigned sync = (byteAt(head, 0) * 256U + byteAt(head, 1)) & 0xfffeU;
    if (head.size() > 2 && (sync == 0xfffaU || sync == 0xfff2U || sync == 0xffe2U)) {
        return made("audio/mpeg", ".mp3");
    }
    return std::nullopt;
}

#define SOCLE_OOXML "application/vnd.openxmlformats-officedocument."
constexpr std::array kZipEntries{
    Kind{"word/", SOCLE_OOXML "wordprocessingml.document", ".docx"},
    Kind{"xl/", SOCLE_OOXML "spreadsheetml.sheet", ".xlsx"},
    Kind{"ppt/", SOCLE_OOXML "presentationml.presentation", ".pptx"},
    Kind{"visio/", "application/vnd.ms-visio.drawing.main+xml", ".vsdx"},
};
#undef SOCLE_OOXML
constexpr std::array kZipFirsts{
    Kind{"META-INF/MANIFEST.MF", "application/java-archive", ".jar"},
    Kind{"META-INF/", "application/java-archive", ".jar"},
    Kind{"AndroidManifest.xml", "application/vnd.android.package-archive", ".apk"},
    Kind{"classes.dex", "application/vnd.android.package-archive", ".apk"},
    Kind{"resources.arsc", "application/vnd.android.package-archive", ".apk"},
    Kind{"doc.kml", "application/vnd.google-earth.kmz", ".kmz"},
};
constexpr std::array kZipTypes{
    Kind{"application/epub+zip", "", ".epub"},
    Kind{"application/vnd.oasis.opendocument.text-template", "", ".ott"},
    Kind{"application/vnd.oasis.opendocument.text", "", ".odt"},
    Kind{"application/vnd.oasis.opendocument.spreadsheet-template", "", ".ots"},
    Kind{"application/vnd.oasis.opendocument.spreadsheet", "", ".ods"},
    Kind{"application/vnd.oasis.opendocument.presentation-template", "", ".otp"},
    Kind{"application/vnd.oasis.opendocument.presentation", "", ".odp"},
    Kind{"application/vnd.oasis.opendocument.graphics-template", "", ".otg"},
    Kind{"application/vnd.oasis.opendocument.graphics", "", ".odg"},
    Kind{"application/vnd.oasis.opendocument.formula", "", ".odf"},
    Kind{"application/vnd.oasis.opendocument.chart", "", ".odc"},
    Kind{"application/vnd.sun.xml.calc", "", ".sxc"},
};

/// What the entries of a zip make of it, as far as their local heads stand in the first bytes.
DetectedType detectZip(std::string_view head)
{
    constexpr std::string_view kLocal = "PK\3\4"sv;
    constexpr std::size_t kNameAt = 30;
    constexpr std::string_view kType = "mimetype";
    const std::string_view first = head.substr(std::min(kNameAt, head.size()));
    if (startsWith(first, kType)) {
        for (const Kind &kind : kZipTypes) {
            if (startsWith(first.substr(kType.size()), kind.mark)) {
                return made(kind.mark, kind.extension);
            }
        }
    }
    for (const Kind &kind : kZipFirsts) {
        if (startsWith(first, kind.mark)) {
            return made(kind.mime, kind.extension);
        }
    }
    const bool isOffice = startsWith(first, "[Content_Types].xml")
        || startsWith(first, "_rels/.rels") || startsWith(first, "docProps")
        || startsWith(first, "customXml");
    for (auto at = head.find(kLocal); at != head.npos; at = head.find(kLocal, at + 4)) {
        for (const Kind &kind : kZipEntries) {
            if (startsWith(head.substr(std::min(at + kNameAt, head.size())), kind.mark)) {
                return made(kind.mime, kind.extension);
            }
        }
        if (!isOffice) {
            break; // then only the first entry counts
        }
    }
    return made("application/zip", ".zip");
}

/// The compound documents of old Office: the class of the root folder says which.
DetectedType detectOle(std::string_view bytes)
{
    static constexpr std::array kClasses{
        Kind{"\x06\x09\x02"sv, "application/msword", ".doc"},
        Kind{"\x00\x09\x02"sv, "application/msword", ".doc"},
        Kind{"\x10\x08\x02"sv, "application/vnd.ms-excel", ".xls"},
        Kind{"\x20\x08\x02"sv, "application/vnd.ms-excel", ".xls"},
        Kind{"\x10\x8d\x81\x64\x9b\x4f\xcf\x11"sv, "application/vnd.ms-powerpoint", ".ppt"},
        Kind{"\x84\x10\x0c"sv, "application/x-ms-installer", ".msi"},
        Kind{"\x0b\x0d\x02"sv, "application/vnd.ms-outlook", ".msg"},
    };
    const std::size_t sector = byteAt(bytes, 26) == 4 ? 4096 : 512; // by the format's version
    const std::size_t root = byteAt(bytes, 48) + byteAt(bytes, 49) * 256U
        + byteAt(bytes, 50) * 65536U + byteAt(bytes, 51) * 16777216U;
    const std::size_t at = sector * (1 + root) + 80;
    for (const Kind &kind : kClasses) {
        if (at < bytes.size() && startsWith(bytes.substr(at), kind.mark)) {
            return made(kind.mime, kind.extension);
        }
    }
    return made("application/x-ole-storage", "");
}

bool isBitmap(std::string_view head)
{
    constexpr std::array<int, 7> kHeadSizes{12, 40, 52, 56, 64, 108, 124};
    return startsWith(head, "BM") && head.size() > 26 && head.substr(6, 4) == "\0\0\0\0"sv
        && head.substr(15, 3) == "\0\0\0"sv
        && std::find(kHeadSizes.begin(), kHeadSizes.end(), byteAt(head, 14)) != kHeadSizes.end();
}

bool isTar(std::string_view head)
{
    constexpr std::size_t kBlock = 512;
    constexpr std::size_t kSumAt = 148;
    if (head.size() < kBlock || head[0] == '\0') {
        return false;
    }
    std::uint64_t sum = 8 * ' ';
    for (std::size_t i = 0; i < kBlock; ++i) {
        sum += i < kSumAt || i >= kSumAt + 8 ? byteAt(head, i) : 0;
    }
    std::uint64_t given = 0;
    for (const char digit : trimmed(head.substr(kSumAt, 6))) {
        if (digit < '0' || digit > '7') {
            return false;
        }
        given = given * 8 + static_cast<std::uint64_t>(digit - '0');
    }
    return given == sum;
}

std::optional<DetectedType> detectBinary(std::string_view bytes, std::string_view head)
{
    if (startsWith(head, "PK\3\4")) {
        return detectZip(head);
    }
    if (startsWith(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv)) {
        return detectOle(bytes);
    }
    const std::string_view bomless = startsWith(head, "\xef\xbb\xbf") ? head.substr(3) : head;
    if (startsWith(bomless, "%PDF-") || startsWith(head, "\n%PDF-")) {
        return made("application/pdf", ".pdf");
    }
    const bool isFrame = startsWith(head, "RIFF") || startsWith(head, "FORM");
    for (const Signature &signature : kSignatures) {
        const bool needsFrame = signature.at == 8;
        if (head.size() >= signature.at && startsWith(head.substr(signature.at), signature.bytes)
            && (!needsFrame || isFrame)) {
            return made(signature.mime, signature.extension);
        }
    }
    if (startsWith(head,
                   "\x7f"
                   "ELF"sv)) {
        return byteAt(head, 16) == 3 ? made("application/x-sharedlib", ".so")
            : byteAt(head, 16) == 1  ? made("application/x-object", "")
            : byteAt(head, 16) == 2  ? made("application/x-executable", "")
                                     : made("application/x-elf", "");
    }
    if (startsWith(head, "\0\1\0\0\0"sv) && head.size() > 16 && byteAt(head, 12) >= ' ') {
        return made("font/ttf", ".ttf");
    }
    if (isBitmap(head)) {
        return made("image/bmp", ".bmp");
    }
    if (isTar(head)) {
        return made("application/x-tar", ".tar");
    }
    return detectMedia(head);
}

bool isText(std::string_view head)
{
    for (const std::string_view mark : {"\xef\xbb\xbf"sv, "\xff\xfe"sv, "\xfe\xff"sv}) {
        if (startsWith(head, mark)) {
            return true;
        }
    }
    return std::none_of(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 9 || byte == 11 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32);
    });
}

} // namespace

DetectedType detectType(std::string_view bytes)
{
    const std::string_view head = bytes.substr(0, kHead);
    if (auto found = detectBinary(bytes, head)) {
        return std::move(*found);
    }
    return isText(head) ? detectText(head, bytes.size() > kHead) : made(kUnknown, "");
}

} // namespace socle::records
