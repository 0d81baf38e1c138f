using Bff.Platform.Pipes;
using Bff.Support.Talk;

namespace Bff.Support.Live;

/// <summary>Turns the notifications of the slice into what the live line has to look at or to say.</summary>
internal sealed class SupportHints(Live<SupportViewer, Message, ConversationRow> live)
{
    /// <summary>PostgreSQL's channel, told by a trigger on conversations.</summary>
    public const string Channel = "support";

    /// <summary>Topic of who is typing; its payloads are a conversation and <c>patient</c> or <c>agent</c>.</summary>
    public const string Typing = "support.typing";

    /// <summary>
    /// Takes one notification: <c>c:</c> conversation, <c>q:</c> hospital, <c>a:</c> and <c>u:</c> agent and conversation. Others are for
    /// the knowledge, or of a newer release.
    /// </summary>
    public Task HearAsync(string told)
    {
        var parts = told.Split(':');
        if (parts.Length < 2 || !Guid.TryParse(parts[1], out var id)) return Task.CompletedTask;
        switch (parts[0])
        {
            case "c":
                live.Changed(id);
                break;
            case "q":
                live.LookAgain(row => row.State == ConversationState.Queue);
                live.Tell(v => v.StaffId is not null && v.Reach.Includes(id), new LiveEvent("queue", new QueueEvent(id.ToString())));
                break;
            case "a" or "u" when parts.Length == 3:
                live.Tell(v => v.StaffId == id, new LiveEvent(parts[0] == "a" ? "assigned" : "unassigned", new AssignmentEvent(parts[2])));
                break;
            default:
                break;
        }
        return Task.CompletedTask;
    }

    /// <summary>Tells the other side who is typing.</summary>
    public Task HearTypingAsync(string told)
    {
        if (told.Split(':') is [var room, var author] && Guid.TryParse(room, out var id))
        {
            var typing = new LiveEvent("typing", new TypingEvent(id.ToString(), author));
            live.TellRoom(id, v => v.StaffId is null != (author == "patient"), typing);
        }
        return Task.CompletedTask;
    }

    /// <summary>Everything may have changed.</summary>
    public Task LookAgainAsync()
    {
        live.LookAgain();
        return Task.CompletedTask;
    }
}
