using Bff.Accounts.Contract;
using Bff.Support.Answering;

namespace Bff.Support.Talk;

/// <summary>One line of the log.</summary>
internal sealed record Message
{
    /// <summary>Numbers begin with 1 and leave none out.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>patient, bot, agent or system.</summary>
    public required string Author { get; init; }

    /// <summary>How an agent is called; empty for the others.</summary>
    public required string AuthorName { get; init; }

    public required string Text { get; init; }

    /// <summary>What the bot offered with its text; null for the lines of others.</summary>
    public required Reply? Reply { get; init; }

    /// <summary>The id that the sender gave it.</summary>
    public required Guid? ClientId { get; init; }

    /// <summary>up or down; null when it was not rated.</summary>
    public required string? Rating { get; init; }
}

/// <summary>Opens a conversation.</summary>
/// <param name="HospitalCode">Which hospital is asked.</param>
/// <param name="Topic">A category of questions that are offered first.</param>
/// <param name="Channel">h5, wechat, miniprogram or suishenban; h5 when left out.</param>
internal sealed record NewConversation(string? HospitalCode, string? Topic, string? Channel);

/// <summary>A conversation that was opened.</summary>
internal sealed record OpenedConversation(string Id, HospitalRef Hospital, Reply Opening, int LastNumber);

/// <summary>The agent who serves the patient.</summary>
internal sealed record ServingAgent(string Name);

/// <summary>A place in the queue.</summary>
/// <param name="Position">From 1.</param>
/// <param name="WaitSeconds">An estimate.</param>
internal sealed record QueuePlace(int Position, int WaitSeconds);

/// <summary>A conversation as its patient sees it.</summary>
internal sealed record ConversationView
{
    public required string Id { get; init; }

    public required HospitalRef Hospital { get; init; }

    /// <summary>Whose turn it is: bot, queue, agent or closed.</summary>
    public required string State { get; init; }

    public required ServingAgent? Agent { get; init; }

    public required QueuePlace? Queue { get; init; }

    /// <summary>Whether people answer now.</summary>
    public required bool InServiceHours { get; init; }

    /// <summary>Lines after the asked number, oldest first; 500 at most.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    public required int LastNumber { get; init; }
}

/// <summary>A message to be sent.</summary>
/// <param name="Text">1 to 2000 characters.</param>
/// <param name="ClientId">A resend under the same id counts once.</param>
internal sealed record NewMessage(string? Text, Guid? ClientId);

/// <summary>What became of a message.</summary>
/// <param name="Number">Its number in the log.</param>
/// <param name="ReplyNumber">Number of the bot's answer.</param>
/// <param name="Reply">Null while a person or the queue has the turn, unless danger was heard.</param>
internal sealed record SentMessage(int Number, int? ReplyNumber, Reply? Reply);

/// <summary>What a patient thinks of one answer.</summary>
/// <param name="Value">up or down.</param>
/// <param name="Comment">Up to 500 characters.</param>
internal sealed record NewRating(string? Value, string? Comment);

/// <summary>Asks for a person.</summary>
/// <param name="Reason">Up to 200 characters.</param>
internal sealed record NewHandoff(string? Reason);

/// <summary>What became of the wish to talk to a person.</summary>
/// <param name="State">Whose turn it is now.</param>
/// <param name="InServiceHours">Whether people answer now.</param>
/// <param name="Queue">The place in the queue; null when the patient does not wait.</param>
/// <param name="Text">One sentence for the patient.</param>
internal sealed record HandoffAnswer(string State, bool InServiceHours, QueuePlace? Queue, string Text);

/// <summary>Ends a conversation.</summary>
/// <param name="Rating">1 to 5 stars.</param>
/// <param name="Comment">Up to 500 characters.</param>
internal sealed record CloseRequest(int? Rating, string? Comment);

/// <summary>A wish to be called back.</summary>
/// <param name="Phone">A mobile number, or a fixed line with its area code.</param>
/// <param name="Text">1 to 500 characters.</param>
internal sealed record NewCallback(string? Phone, string? Text);
