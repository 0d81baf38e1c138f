using System.Text.Json;
using Bff.Gateways.FilmArchive;
using DicomRender;
using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Describing;
using DicomRender.Parsing;
using DicomRender.Placing;
using DicomRender.Storing;
using DicomRender.Writing;

namespace Bff.Film.Ingest;

/// <summary>Makes of an archived file what pictures and metadata are served from.</summary>
internal sealed class FrameBuilding(IFilmArchive archive, IDicomCodec codec, ReceivingFolder folder)
{
    /// <summary>The code of an instance whose file the archive has lost.</summary>
    public const string FileMissing = "file_missing";

    /// <summary>Builds the frame container and the metadata of a file. Null: it holds no image (a report, a presentation state).</summary>
    /// <exception cref="DicomException">The file is damaged, cannot be decoded, or is gone from the archive.</exception>
    public async Task<(ImageDescription? Image, SlicePlace Place)> BuildAsync(string sha256, CancellationToken cancellationToken)
    {
        using var local = await archive.GetLocalAsync(ArchiveKeys.File(sha256), cancellationToken)
            ?? throw new DicomException(FileMissing, "The archived file is gone.");
        using var file = DicomFile.Open(local.Path);
        PixelShape? decoded = null;
        try
        {
            var place = SlicePlaceReader.Of(file.Dataset);
            if (!InstanceDecoder.IsImage(file)) return (null, place);
            var image = await PutFramesAsync(sha256, file, cancellationToken);
            decoded = image.DecodedShape;
            return (image, place);
        }
        finally
        {
            // Also of an image that cannot be shown: its attributes can be read.
            await PutMetadataAsync(sha256, file.Dataset, decoded, cancellationToken);
        }
    }

    /// <summary>What the attributes say of colour, as the frames are given out: decoded.</summary>
    private static Dictionary<DicomTag, DicomElement> AsDecoded(PixelShape shape)
    {
        var attributes = new DicomDatasetBuilder().Add(DicomTags.PhotometricInterpretation, shape.PhotometricInterpretation)
            .Add(DicomTags.PlanarConfiguration, shape.PlanarConfiguration).Build();
        return attributes.Elements.ToDictionary(element => element.Tag);
    }

    private async Task<ImageDescription> PutFramesAsync(string sha256, DicomFile file, CancellationToken cancellationToken)
    {
        var frames = folder.NewPath();
        try
        {
            ImageDescription description;
            await using (var target = PrivateFiles.Create(frames, 1 << 16))
                description = await FrameContainerBuilder.BuildAsync(file, target, codec, cancellationToken);
            await archive.PutAsync(ArchiveKeys.Frames(sha256), frames, cancellationToken);
            return description;
        }
        finally
        {
            File.Delete(frames);
        }
    }

    private async Task PutMetadataAsync(string sha256, DicomDataset dataset, PixelShape? decoded, CancellationToken cancellationToken)
    {
        var metadata = folder.NewPath();
        try
        {
            await using (var target = PrivateFiles.Create(metadata))
            await using (var json = new Utf8JsonWriter(target))
                DicomJson.Write(json, dataset, bulkDataBase: "", decoded is { SamplesPerPixel: 3 } ? AsDecoded(decoded) : null); // Whoever serves it knows under which address.
            await archive.PutAsync(ArchiveKeys.Metadata(sha256), metadata, cancellationToken);
        }
        finally
        {
            File.Delete(metadata);
        }
    }
}
