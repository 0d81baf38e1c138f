using System.ComponentModel.DataAnnotations;

namespace Bff.Gateways.FilmArchive;

/// <summary>Settings under <c>Film</c> that say where films are kept.</summary>
public sealed class FilmArchiveOptions
{
    /// <summary>Folder of the film archive when it lies on this machine's disk; also where uploads are received.</summary>
    [Required]
    public string StorePath { get; set; } = ".data/film";

    /// <summary>Bucket of an S3-compatible store; empty: the disk.</summary>
    public string S3Bucket { get; set; } = "";

    /// <summary>Address of the S3-compatible store.</summary>
    public string S3ServiceUrl { get; set; } = "";

    /// <summary>Access key of the store; with its secret, from the environment or a secret store.</summary>
    public string S3AccessKey { get; set; } = "";

    /// <summary>Secret of the access key.</summary>
    public string S3SecretKey { get; set; } = "";

    /// <summary>Objects larger than this are sent to the store in parts of this size, bytes; S3 takes 10,000 parts of 5 MB to 5 GB.</summary>
    [Range(5L << 20, 5L << 30)]
    public long S3PartBytes { get; set; } = 64L << 20;
}
