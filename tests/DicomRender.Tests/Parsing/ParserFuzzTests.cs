using Micro.Dicom;

namespace DicomRender.Tests.Parsing;

/// <summary>A short run of what <c>loadtests/micro fuzz-parser</c> does a million times.</summary>
public sealed class ParserFuzzTests
{
    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        var report = ParserFuzz.Run(SharedData.PathOf("data"), count: 4000, seed: 20260721);
        Assert.Equal(4000, report.Inputs);
        Assert.InRange(report.Readable, 1, report.Inputs - 1);
    }
}
