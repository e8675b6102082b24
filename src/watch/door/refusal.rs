//! Why a request is refused, and what its sender is told.

/// Why a request was refused. What it displays is what the sender reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// A carriage return without a line feed, or the other way round.
    #[error("lines of the head must end with CR LF, and neither may stand alone")]
    LineEnd,
    /// A byte that has no place in a head.
    #[error("the head must be printable ASCII")]
    Byte,
    /// Not `METHOD TARGET HTTP/1.1`.
    #[error("the first line must be a method, a target and HTTP/1.1, with one space between them")]
    RequestLine,
    /// Not a version that is spoken here.
    #[error("only HTTP/1.1 and HTTP/1.0 are spoken here")]
    Version,
    /// Another method than those that are known.
    #[error("the method must be GET, HEAD or POST")]
    Method,
    /// A target that is not a path.
    #[error("the target must begin with / and be escaped as RFC 3986 says")]
    Target,
    /// A target beyond the limit.
    #[error("the target is too long")]
    TargetTooLong,
    /// A head beyond the limit.
    #[error("the headers are too large")]
    HeadTooLarge,
    /// Too many headers.
    #[error("there are too many headers")]
    TooManyHeaders,
    /// Not `name: value`, or folded.
    #[error("a header is malformed: write `name: value`, on one line")]
    Header,
    /// No host, several, or one that cannot be.
    #[error("there must be exactly one Host header, with a host in it")]
    Host,
    /// Several lengths, or one that is not a plain number.
    #[error("there must be one Content-Length, in digits")]
    Length,
    /// A length and chunks at once.
    #[error("Content-Length and Transfer-Encoding exclude each other")]
    TwoFramings,
    /// Another transfer encoding than chunks, or chunks in HTTP/1.0.
    #[error("the only Transfer-Encoding is `chunked`, in HTTP/1.1")]
    TransferEncoding,
    /// Expects something unknown.
    #[error("the only Expect is 100-continue")]
    Expect,
    /// A POST that does not say how long it is.
    #[error("a POST needs a Content-Length, or chunks")]
    LengthRequired,
    /// A body with a GET or a HEAD.
    #[error("a GET or HEAD has no body")]
    UnwantedBody,
    /// A body beyond the limit.
    #[error("the body is too large")]
    BodyTooLarge,
    /// Broken chunks, or such with extensions or trailers.
    #[error("a chunk is malformed: hexadecimal sizes, no extensions, no trailers")]
    Chunk,
    /// The sender stopped in the middle.
    #[error("the request ends before it is complete")]
    CutOff,
    /// The head took too long.
    #[error("the head did not arrive in time")]
    HeadTooSlow,
    /// The body took too long.
    #[error("the body did not arrive in time")]
    BodyTooSlow,
    /// The bodies that are held leave no room for another.
    #[error("too much is being received; try again")]
    NoRoom,
    /// As many connections as there may be, and none that may go.
    #[error("too many connections; try again")]
    TooManyConnections,
    /// As many long answers as there may be.
    #[error("too many streams are open; try again")]
    TooManyLongAnswers,
    /// As many connections with a GET or HEAD that is being answered as there may be.
    #[error("too many requests are being answered; try again")]
    TooManyReaders,
    /// The answer was not computed in time.
    #[error("no answer in time; try again")]
    AnswerTooSlow,
}

impl Refusal {
    /// The status of the answer.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::LineEnd
            | Self::Byte
            | Self::RequestLine
            | Self::Target
            | Self::Header
            | Self::Host
            | Self::Length
            | Self::TwoFramings
            | Self::TransferEncoding
            | Self::UnwantedBody
            | Self::Chunk
            | Self::CutOff => 400,
            Self::Method => 405,
            Self::HeadTooSlow | Self::BodyTooSlow => 408,
            Self::LengthRequired => 411,
            Self::BodyTooLarge => 413,
            Self::TargetTooLong => 414,
            Self::Expect => 417,
            Self::HeadTooLarge | Self::TooManyHeaders => 431,
            Self::NoRoom | Self::TooManyConnections | Self::TooManyLongAnswers | Self::TooManyReaders => 503,
            Self::AnswerTooSlow => 504,
            Self::Version => 505,
        }
    }
}
