namespace Bff.Support.Knowledge.Edit;

/// <summary>An intent in the editors' list.</summary>
internal sealed record IntentRow
{
    public required string Name { get; init; }

    public required string Category { get; init; }

    /// <summary>before, during or after the visit; null when it does not matter.</summary>
    public required string? Phase { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>How many.</summary>
    public required int Utterances { get; init; }

    /// <summary>How many.</summary>
    public required int Answers { get; init; }

    /// <summary>The first answer.</summary>
    public required string Answer { get; init; }

    /// <summary>Codes of the services that an answer offers.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who changed it last; null: an import or the sandbox.</summary>
    public required string? UpdatedBy { get; init; }
}

/// <summary>An intent as it is sent in; every member may be missing.</summary>
/// <param name="Name">1 to 60 characters, without a slash.</param>
/// <param name="Category">Up to 30 characters.</param>
/// <param name="Phase">before, during or after the visit.</param>
/// <param name="Answers">Up to 50.</param>
/// <param name="Utterances">How patients put it, up to 2000.</param>
/// <param name="Services">Codes of the services that an answer offers, up to 20.</param>
/// <param name="Enabled">True when left out.</param>
internal sealed record IntentBody(
    string? Name, string? Category, string? Phase, IReadOnlyList<KnowledgeAnswer>? Answers, IReadOnlyList<string>? Utterances,
    IReadOnlyList<string>? Services, bool? Enabled);

/// <summary>An utterance that stands in another intent too.</summary>
internal sealed record SameUtterance(string Utterance, string Intent);

/// <summary>A row that cannot be taken in.</summary>
/// <param name="Line">From 1.</param>
internal sealed record ImportError(int Line, string Message);

/// <summary>What a file would change, or has changed.</summary>
/// <param name="Applied">False: nothing was changed.</param>
internal sealed record ImportAnswer(
    bool Applied, int Rows, IReadOnlyList<string> NewIntents, int NewUtterances, IReadOnlyList<string> ChangedAnswers,
    IReadOnlyList<SameUtterance> Duplicates, IReadOnlyList<ImportError> Errors);
