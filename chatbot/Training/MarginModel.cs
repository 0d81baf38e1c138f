using System.IO.Compression;
using Chatbot.Model;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Chatbot.Training;

/// <summary>What ML.NET learnt.</summary>
internal sealed class MarginModel(
    MLContext context, DataViewSchema schema, MulticlassPredictionTransformer<LinearMulticlassModelParameters> learnt)
{
    /// <summary>When the entries of a stored model say they were written: bytes must not depend on the clock.</summary>
    private static readonly DateTimeOffset EntryTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The weights, without the way through a file.</summary>
    public WeightTable Weights()
    {
        VBuffer<float>[]? weights = null;
        learnt.Model.GetWeights(ref weights, out var count);
        var features = weights![0].Length;
        var all = new float[count * features];
        for (var k = 0; k < count; k++) weights[k].CopyTo(all.AsSpan(k * features, features));
        return WeightTable.Quantize(all, [.. learnt.Model.GetBiases()], features);
    }

    /// <summary>The model as <see cref="MLContext"/> saves it (a zip), but for the times of its entries: same model, same bytes.</summary>
    public byte[] Save()
    {
        using var saved = new MemoryStream();
        context.Model.Save(learnt, schema, saved);
        using var result = new MemoryStream();
        using (var from = new ZipArchive(saved, ZipArchiveMode.Read))
        using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var entry in from.Entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
            {
                var copy = to.CreateEntry(entry.FullName, CompressionLevel.Fastest);
                copy.LastWriteTime = EntryTime;
                using Stream source = entry.Open(), target = copy.Open();
                source.CopyTo(target);
            }
        return result.ToArray();
    }
}
