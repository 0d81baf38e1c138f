namespace Bff.Support.Knowledge.Unanswered;

/// <summary>Questions like one another that were not answered.</summary>
/// <param name="Id">Of the newest.</param>
/// <param name="Size">How many.</param>
/// <param name="Example">The newest.</param>
/// <param name="SuggestedIntent">What the model takes the newest for; null: nothing.</param>
/// <param name="Since">When the oldest was asked.</param>
internal sealed record UnansweredGroup(
    string Id, int Size, string Example, IReadOnlyList<string> Examples, string? SuggestedIntent, DateTimeOffset Since);

/// <summary>Makes the questions of a group utterances of an intent.</summary>
internal sealed record AcceptBody(string? Intent);

/// <summary>One question; personal numbers are masked.</summary>
internal sealed record UnansweredQuestion(Guid Id, string Text, DateTimeOffset At);
