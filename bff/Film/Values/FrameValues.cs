using Bff.Film.Dicomweb;
using Bff.Film.Pictures;
using Bff.Gateways.FilmArchive;
using DicomRender.Decoding;
using DicomRender.Parsing;

namespace Bff.Film.Values;

/// <summary>Opens the file of an instance that was found for the caller, and decodes what is asked of it.</summary>
internal sealed class FrameValues(IFilmArchive archive, IDicomCodec codec)
{
    /// <summary>The file, open until the answer is written.</summary>
    /// <exception cref="FileLostException">The archive has lost it.</exception>
    public async Task<DicomFile> OpenAsync(HttpContext http, InstanceRow row)
    {
        var local = await archive.FileAsync(row.Sha256, row.ByteSize, http.RequestAborted);
        http.Response.RegisterForDispose(local);
        var file = DicomFile.Open(local.Path);
        http.Response.RegisterForDispose(file);
        return file;
    }

    /// <summary>A frame's samples, little endian.</summary>
    public async Task<byte[]> DecodeAsync(
        DicomFile file, ReadOnlyMemory<byte> codestream, PixelShape shape, CancellationToken cancellationToken) =>
        (await codec.DecodeAsync(file.TransferSyntaxUid, codestream, shape, cancellationToken)).Samples;
}
