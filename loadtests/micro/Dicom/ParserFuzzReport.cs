namespace Micro.Dicom;

/// <summary>What a run of <see cref="ParserFuzz"/> saw.</summary>
internal sealed record ParserFuzzReport
{
    public required int Inputs { get; init; }

    /// <summary>Inputs that were read and not refused.</summary>
    public required int Readable { get; init; }

    public required long BytesFed { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>The longest that one input took.</summary>
    public required TimeSpan Slowest { get; init; }

    /// <summary>The same input once more, alone: what remains is the parser's and not another process's.</summary>
    public required TimeSpan SlowestAgain { get; init; }

    /// <summary>Bytes, by one input.</summary>
    public required long LargestAllocation { get; init; }

    /// <summary>How often each outcome came: <c>read</c>, or the code of the refusal.</summary>
    public required SortedDictionary<string, int> Refusals { get; init; }
}
