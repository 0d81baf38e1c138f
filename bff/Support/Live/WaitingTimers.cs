using Bff.Support.Office;
using Bff.Support.Talk;
using Microsoft.Extensions.Options;

namespace Bff.Support.Live;

/// <summary>What ends a wait: the end of the service hours, and a conversation in which nobody writes any more.</summary>
internal sealed partial class WaitingTimers(
    LiveStore store, TurnStore turns, HoursStore hours, IOptions<SupportOptions> options, TimeProvider time, ILogger<WaitingTimers> logger)
{
    /// <summary>
    /// Gives those who still wait after the end of the service hours back to the bot, with the offer to be called. Nobody waits for people
    /// who have gone home; who is talking to an agent goes on.
    /// </summary>
    public async Task EndWaitingAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (hospital, set) in await hours.OfWaitingAsync(cancellationToken))
        {
            if (set.IsOpen(now)) continue;
            foreach (var id in await store.WaitingAsync(hospital, cancellationToken))
                if (await turns.ReturnToBotAsync(id, hospital, TalkTexts.Offer(TalkTexts.HoursEnded), now, cancellationToken)) LogEnded(id);
        }
    }

    /// <summary>Closes conversations that nobody has written in for long.</summary>
    public Task CloseIdleAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.CloseIdleAsync(now.AddHours(-options.Value.IdleHours), now, cancellationToken);
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Conversation {Conversation} waited past the service hours and went back to the bot")]
    private partial void LogEnded(Guid conversation);
}
