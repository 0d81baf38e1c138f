using Bff.Platform.Pipes;
using Bff.Support.Talk;
using Microsoft.AspNetCore.SignalR;

namespace Bff.Support.Live;

/// <summary>Puts connections of the hub on the live line.</summary>
internal sealed class LiveConnections(
    Live<SupportViewer, Message, ConversationRow> live, IHubContext<SupportHub> hub, Notifications notifications)
{
    /// <summary>A connection of neither a patient nor staff is cut.</summary>
    public void Open(HubCallerContext connection, HttpContext http)
    {
        Guid? session = Caller.Of(http) switch
        {
            Caller.Patient patient => patient.SessionId,
            Caller.Staff staff => staff.SessionId,
            _ => null,
        };
        if (session is null)
        {
            connection.Abort();
            return;
        }
        var client = hub.Clients.Client(connection.ConnectionId); // Unlike the hub's own, it outlives an invocation.
        live.Open(connection.ConnectionId, new SupportViewer(Reach.Of(http), session.Value), client, connection.Abort);
    }

    /// <param name="author">patient or agent.</param>
    public Task TellTypingAsync(Guid conversation, string author, CancellationToken cancellationToken) =>
        notifications.TellAsync(SupportHints.Typing, $"{conversation}:{author}", cancellationToken);
}
