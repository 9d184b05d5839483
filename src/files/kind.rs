//! Which types of file are taken, and how is each one shown?

use crate::error::Error;

/// What a file is for: a picture to look at, a sound to hear, a document to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Image,
    Audio,
    Video,
    Document,
    Text,
    Archive,
}

/// A type of file that is taken. There is no other: what is not in here is refused with 415.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Jpeg,
    Png,
    Gif,
    Webp,
    Mp3,
    M4a,
    Ogg,
    Wav,
    Mp4,
    Webm,
    Pdf,
    Txt,
    Csv,
    Docx,
    Xlsx,
    Pptx,
    Zip,
}

impl Kind {
    pub const ALL: [Self; 17] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Webp,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Wav,
        Self::Mp4,
        Self::Webm,
        Self::Pdf,
        Self::Txt,
        Self::Csv,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Zip,
    ];

    /// The media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Pdf => "application/pdf",
            Self::Txt => "text/plain",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Zip => "application/zip",
        }
    }

    /// The `Content-Type` it is served with: text says its charset, or browsers would guess one.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Txt => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            other => other.mime(),
        }
    }

    /// The one extension its files have on disk.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Pdf => "pdf",
            Self::Txt => "txt",
            Self::Csv => "csv",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Zip => "zip",
        }
    }

    pub const fn class(self) -> Class {
        match self {
            Self::Jpeg | Self::Png | Self::Gif | Self::Webp => Class::Image,
            Self::Mp3 | Self::M4a | Self::Ogg | Self::Wav => Class::Audio,
            Self::Mp4 | Self::Webm => Class::Video,
            Self::Pdf | Self::Docx | Self::Xlsx | Self::Pptx => Class::Document,
            Self::Txt | Self::Csv => Class::Text,
            Self::Zip => Class::Archive,
        }
    }

    /// May a browser show it in place? Everything else is sent as an attachment, PDF too: its viewers run scripts.
    pub const fn is_inline(self) -> bool {
        matches!(self.class(), Class::Image | Class::Audio | Class::Video)
    }

    /// The kind whose files have this extension on disk; canonical ones only, in lower case.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    /// May a file of this kind be called `.extension` by a person? Anything else gets the canonical one appended, so
    /// that plain text named `run.bat` is not saved as a program.
    pub fn allows_extension(self, extension: &str) -> bool {
        let extension = extension.to_ascii_lowercase();
        let also: &[&str] = match self {
            Self::Jpeg => &["jpeg", "jpe", "jfif"],
            Self::Ogg => &["oga", "opus"],
            Self::Wav => &["wave"],
            Self::M4a => &["m4b", "mp4"],
            Self::Mp4 => &["m4v", "m4a", "3gp"],
            Self::Webm => &["weba"],
            Self::Txt => &["text", "log", "md", "json", "yaml", "yml", "toml", "ini", "tsv", "srt", "vtt"],
            _ => &[],
        };
        extension == self.extension() || also.contains(&extension.as_str())
    }
}

/// The 415 for a file that is none of [`Kind`], beginning with what is wrong with it.
pub(super) fn refuse(what: &str) -> Error {
    Error::UnsupportedMediaType(format!(
        "{what} Taken are pictures (jpeg, png, gif, webp), audio (mp3, m4a, ogg, wav), video (mp4, webm), \
         pdf, text (txt and csv in UTF-8), office documents (docx, xlsx, pptx) and zip archives."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_unique_and_lead_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_extension(kind.extension()), Some(kind));
            assert!(kind.allows_extension(&kind.extension().to_uppercase()));
        }
        assert_eq!(Kind::of_extension("html"), None);
        assert_eq!(Kind::of_extension("JPG"), None);
    }

    #[test]
    fn only_pictures_audio_and_video_are_shown_in_place() {
        let inline: Vec<&str> = Kind::ALL.into_iter().filter(|kind| kind.is_inline()).map(Kind::extension).collect();
        assert_eq!(inline, ["jpg", "png", "gif", "webp", "mp3", "m4a", "ogg", "wav", "mp4", "webm"]);
    }

    #[test]
    fn no_kind_is_saved_as_a_program() {
        for extension in ["exe", "bat", "js", "html", "svg", "hta", "ps1", "sh", "docm", "jar", ""] {
            assert!(Kind::ALL.into_iter().all(|kind| !kind.allows_extension(extension)), "{extension}");
        }
    }
}
