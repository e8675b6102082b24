//! Why a request is refused; the client receives the message.

/// Why a request was refused. `Display` is the message for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// A carriage return without a line feed, or the other way round.
    #[error("lines of the head must end with CR LF, and neither may stand alone")]
    LineEnd,
    /// A byte that is not allowed in a head.
    #[error("the head must be printable ASCII")]
    Byte,
    /// Not `METHOD TARGET HTTP/1.1`.
    #[error("the first line must be a method, a target and HTTP/1.1, with one space between them")]
    RequestLine,
    /// An unsupported version.
    #[error("only HTTP/1.1 and HTTP/1.0 are supported")]
    Version,
    /// An unsupported method.
    #[error("the method must be GET, HEAD, POST or OPTIONS")]
    Method,
    /// A target that is not a path.
    #[error("the target must begin with / and be escaped as RFC 3986 requires")]
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
    /// A missing, repeated or malformed Host.
    #[error("there must be exactly one Host header with a valid host")]
    Host,
    /// Repeated or malformed lengths.
    #[error("there must be one Content-Length, in digits")]
    Length,
    /// A length and chunks together.
    #[error("Content-Length and Transfer-Encoding exclude each other")]
    TwoFramings,
    /// Another transfer encoding than `chunked`, or chunks in HTTP/1.0.
    #[error("the only Transfer-Encoding is `chunked`, in HTTP/1.1")]
    TransferEncoding,
    /// An unsupported expectation.
    #[error("the only Expect is 100-continue")]
    Expect,
    /// A POST without a length.
    #[error("a POST needs a Content-Length, or chunks")]
    LengthRequired,
    /// A body with another method.
    #[error("only a POST has a body")]
    UnwantedBody,
    /// A body beyond the limit.
    #[error("the body is too large")]
    BodyTooLarge,
    /// Malformed chunks, or chunks with extensions or trailers.
    #[error("a chunk is malformed: hexadecimal sizes, no extensions, no trailers")]
    Chunk,
    /// The client disconnected in the middle of the request.
    #[error("the request ends before it is complete")]
    CutOff,
    /// The head took too long.
    #[error("the head did not arrive in time")]
    HeadTooSlow,
    /// The body took too long.
    #[error("the body did not arrive in time")]
    BodyTooSlow,
    /// No memory left for request bodies.
    #[error("too much is being received; try again")]
    NoRoom,
    /// The limit of connections, and none that may be evicted.
    #[error("too many connections; try again")]
    TooManyConnections,
    /// The limit of long answers.
    #[error("too many streams are open; try again")]
    TooManyLongAnswers,
    /// The limit of connections whose GET or HEAD is being answered.
    #[error("too many requests are being answered; try again")]
    TooManyReaders,
    /// The answer was not computed in time.
    #[error("no answer in time; try again")]
    AnswerTooSlow,
}

impl Refusal {
    /// The status of the answer.
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
