using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Micro.Dicom;

/// <summary>
/// Many iterations of about a millisecond: on a machine that others use, the least of them is one that nobody interrupted.
/// </summary>
public sealed class ManyShortRuns : ManualConfig
{
    public ManyShortRuns() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
        .WithInvocationCount(16).WithUnrollFactor(16).WithWarmupCount(30).WithIterationCount(100));
}
