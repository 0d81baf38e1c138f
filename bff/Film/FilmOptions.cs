using System.ComponentModel.DataAnnotations;

namespace Bff.Film;

/// <summary>Settings under <c>Film</c>.</summary>
internal sealed class FilmOptions
{
    /// <summary>Largest upload request, bytes.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxRequestBytes { get; set; } = 16L << 30;

    /// <summary>Largest single instance, bytes.</summary>
    [Range(1 << 20, 1L << 36)]
    public long MaxInstanceBytes { get; set; } = 4L << 30;

    /// <summary>Most instances of one upload request.</summary>
    [Range(1, 20_000)]
    public int MaxInstances { get; set; } = 5_000;

    /// <summary>
    /// What the holder of a link is given in one answer of several parts, bytes before a picture is compressed. A single part is always
    /// given.
    /// </summary>
    [Range(1 << 20, 1L << 40)]
    public long MostBytesOfLinkAnswer { get; set; } = 1L << 30;

    /// <summary>Memory for decoded frames, bytes.</summary>
    [Range(16 << 20, 1L << 36)]
    public long FrameCacheBytes { get; set; } = 192L << 20;

    /// <summary>Memory for finished pictures, bytes.</summary>
    [Range(4 << 20, 1L << 36)]
    public long PictureCacheBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Font file for text in pictures, with Chinese characters; empty: the one of this machine (Debian's fonts-noto-cjk or fonts-wqy).
    /// </summary>
    public string FontPath { get; set; } = "";

    /// <summary>Secret that signs links, at least 32 characters; empty: derived from the master key.</summary>
    public string LinkSecret { get; set; } = "";
}
