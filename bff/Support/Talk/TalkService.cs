using System.Threading.RateLimiting;
using Bff.Accounts.Contract;
using Bff.Support.Answering;
using Bff.Support.Knowledge;
using Bff.Support.Office;
using Chatbot.Danger;
using Chatbot.Text;
using Microsoft.Extensions.Options;

namespace Bff.Support.Talk;

/// <summary>Why a patient's wish was not followed.</summary>
internal enum TalkRefusal
{
    ConversationUnknown,
    MessageUnknown,
    HospitalUnknown,
    ConversationClosed,
    TextInvalid,
    TooMany,
}

/// <summary>A conversation, or why none was opened.</summary>
internal sealed record OpenResult(OpenedConversation? Opened, TalkRefusal? Refusal = null);

/// <summary>What became of a message, or why it was not taken.</summary>
internal sealed record SendResult(SentMessage? Sent, TalkRefusal? Refusal = null);

/// <summary>Decides the patient's side of a conversation: whose turn it is, what the bot says, when a person takes over.</summary>
internal sealed class TalkService(
    ConversationStore conversations, TurnStore turns, DangerStore dangers, HoursStore hours, KnowledgeService knowledge,
    IOptions<SupportOptions> options, Throttle throttle, TimeProvider time) : IDisposable
{
    /// <summary>Every lost race was won by another message of the same conversation; more of them at once is no talk.</summary>
    private const int MostTries = 200;

    /// <summary>Calls that one patient may ask for in an hour: each is a person's work.</summary>
    private const int MostCallbacks = 5;

    /// <summary>Limiters that stand full are dropped by the library itself, so this holds only those who have just written.</summary>
    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.Create<Guid, Guid>(patient =>
        RateLimitPartition.GetTokenBucketLimiter(patient, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.MessagesPerSecond * 20,
            TokensPerPeriod = options.Value.MessagesPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        }));

    public void Dispose() => _limiter.Dispose();

    /// <summary>Whether this patient may do one more thing now.</summary>
    public bool Admit(Guid patientId) => _limiter.AttemptAcquire(patientId).IsAcquired;

    /// <summary>Opens a conversation of the caller.</summary>
    public async Task<OpenResult> OpenAsync(
        Reach reach, string hospitalCode, string? topic, string channel, CancellationToken cancellationToken)
    {
        if (!Admit(reach.PatientId())) return new OpenResult(null, TalkRefusal.TooMany);
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var kb = await knowledge.ForAsync(hospitalCode, cancellationToken);
        var (reply, context) = Bot.Open(kb, topic);
        var first = new Line("bot", reply.Text, Reply: reply);
        var hospital = await conversations.OpenAsync(
            new Opened(id, reach.PatientId(), hospitalCode, topic, channel, context, first), now, cancellationToken);
        return hospital is null
            ? new OpenResult(null, TalkRefusal.HospitalUnknown) : new OpenResult(new OpenedConversation(id.ToString(), hospital, reply, 1));
    }

    /// <summary>Takes a message. A resend under the same client id is answered as the first was.</summary>
    public async Task<SendResult> SendAsync(Reach reach, Guid id, string? text, Guid? clientId, CancellationToken cancellationToken)
    {
        if (!PlainText.IsText(text, PlainText.LongestMessage)) return new SendResult(null, TalkRefusal.TextInvalid);
        if (!Admit(reach.PatientId())) return new SendResult(null, TalkRefusal.TooMany);
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await conversations.TurnAsync(reach, id, clientId, cancellationToken) is not { } turn)
                return new SendResult(null, TalkRefusal.ConversationUnknown);
            if (turn.Known is { } number) return new SendResult(await AgainAsync(reach, id, number, cancellationToken));
            if (turn.State == ConversationState.Closed) return new SendResult(null, TalkRefusal.ConversationClosed);
            if (await TakeAsync(id, turn, text!, clientId, cancellationToken) is { } sent) return new SendResult(sent);
        }
        throw new TooBusyException();
    }

    /// <summary>Asks for a person. Outside service hours the state stays, and a message can be left. Null: no such conversation.</summary>
    public async Task<HandoffAnswer?> HandOffAsync(Reach reach, Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await conversations.TurnAsync(reach, id, null, cancellationToken) is not { } turn) return null;
        var open = await IsOpenAsync(turn.HospitalId, now, cancellationToken);
        var moved = open && turn.State == ConversationState.Bot && await turns.HandOffAsync(
            id, turn, HandoffReason.Request, new Line("system", TalkTexts.Connecting), now, cancellationToken);
        var row = (await conversations.StatesAsync([id], cancellationToken))[0];
        var text = row.State switch
        {
            ConversationState.Queue => moved ? TalkTexts.Connecting : TalkTexts.AlreadyWaiting,
            ConversationState.Agent => TalkTexts.AgentServes,
            ConversationState.Closed => TalkTexts.AlreadyEnded,
            _ => TalkTexts.OutOfHours,
        };
        return new HandoffAnswer(row.State, open, row.Queue, text);
    }

    /// <summary>Rates a line. After an answer of the bot that did not help, a person is asked for.</summary>
    /// <returns>Null when it is done.</returns>
    public async Task<TalkRefusal?> RateAsync(
        Reach reach, Guid id, int number, bool up, string? comment, CancellationToken cancellationToken)
    {
        if (await conversations.TurnAsync(reach, id, null, cancellationToken) is not { } turn) return TalkRefusal.ConversationUnknown;
        if (!await conversations.RateAsync(id, turn, number, up, comment, cancellationToken)) return TalkRefusal.MessageUnknown;
        if (!up && turn.State == ConversationState.Bot) await OfferPersonAsync(id, turn, cancellationToken);
        return null;
    }

    public async Task<ConversationView?> ViewAsync(Reach reach, Guid id, int after, CancellationToken cancellationToken)
    {
        if (await conversations.TurnAsync(reach, id, null, cancellationToken) is null) return null;
        var row = (await conversations.StatesAsync([id], cancellationToken))[0];
        var messages = await conversations.MessagesAsync(reach, id, after, 500, cancellationToken);
        return new ConversationView
        {
            Id = id.ToString(),
            Hospital = row.Hospital,
            State = row.State,
            Agent = row.AgentName is { } name ? new ServingAgent(name) : null,
            Queue = row.Queue,
            InServiceHours = await IsOpenAsync(row.HospitalId, time.GetUtcNow(), cancellationToken),
            Messages = messages,
            LastNumber = row.LastNumber,
        };
    }

    /// <summary>Ends a conversation, with a rating when one is given. False: no such conversation.</summary>
    public async Task<bool> CloseAsync(Reach reach, Guid id, CloseRequest wish, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await conversations.TurnAsync(reach, id, null, cancellationToken) is not { } turn) return false;
            var line = new Line("system", TalkTexts.Ended);
            if (await conversations.CloseAsync(id, turn, wish, line, time.GetUtcNow(), cancellationToken)) return true;
        }
        throw new TooBusyException();
    }

    /// <summary>
    /// Leaves a message to be called back for; the log says that it is kept, with the end of the number alone. Null when it is done.
    /// </summary>
    public async Task<TalkRefusal?> CallBackAsync(Reach reach, Guid id, string phone, string text, CancellationToken cancellationToken)
    {
        if (!Admit(reach.PatientId())) return TalkRefusal.TooMany;
        var now = time.GetUtcNow();
        if (await conversations.TurnAsync(reach, id, null, cancellationToken) is not { } turn) return TalkRefusal.ConversationUnknown;
        if (await throttle.TryAsync("support-callback:" + reach.PatientId(), MostCallbacks, TimeSpan.FromHours(1), cancellationToken) is not null)
            return TalkRefusal.TooMany;
        var wish = new Callback(Guid.CreateVersion7(now), id, turn.HospitalId, phone, text);
        await conversations.AddCallbackAsync(wish, new Line("system", TalkTexts.CallbackKept(phone)), now, cancellationToken);
        return null;
    }

    private async Task<bool> IsOpenAsync(Guid hospitalId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await hours.OfAsync(hospitalId, cancellationToken) is not { } set || set.IsOpen(now);

    /// <summary>Hands over, or outside service hours has the bot offer a call.</summary>
    private async Task OfferPersonAsync(Guid id, Turn turn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await IsOpenAsync(turn.HospitalId, now, cancellationToken))
            await turns.HandOffAsync(id, turn, HandoffReason.Rating, new Line("system", TalkTexts.Connecting), now, cancellationToken);
        else
            await turns.OfferCallAsync(id, turn.HospitalId, TalkTexts.Offer(TalkTexts.NotHelped), now, cancellationToken);
    }

    private async Task<SentMessage?> TakeAsync(Guid id, Turn turn, string text, Guid? clientId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var line = new Line("patient", text, ClientId: clientId);
        var at = new BotSituation(turn.HospitalCode, ShanghaiTime.Day(now), turn.Channel);
        var heard = knowledge.Danger(turn.HospitalCode).Hear(text);
        if (turn.State != ConversationState.Bot) return await BesideAsync(id, turn, line, heard, at, cancellationToken);
        var said = heard is not null
            ? BotDanger.Answer(turn.Context, heard, at)
            : Bot.Answer(await knowledge.ForAsync(turn.HospitalCode, cancellationToken), turn.Context, text, at);
        var (reply, context, handoff) = said;
        var isMissed = reply.Kind is ReplyKind.Unknown or ReplyKind.Choices && context.Misses > 0;
        var missed = isMissed || handoff == HandoffReason.Misses ? PersonalData.Mask(text) : null;
        if (handoff is not null && !await IsOpenAsync(turn.HospitalId, now, cancellationToken))
        {
            var instead = reply.Text.Replace(BotReplies.Connecting, TalkTexts.OutOfHours, StringComparison.Ordinal);
            (reply, handoff) = (reply with { Text = instead }, null);
        }
        var exchange = new Exchange(line, new Line("bot", reply.Text, Reply: reply), context, handoff, missed, heard);
        return await turns.AppendAsync(id, turn, exchange, now, cancellationToken)
            ? new SentMessage(turn.LastNumber + 1, turn.LastNumber + 2, reply) : null;
    }

    /// <summary>A line while a person or the queue has the turn: nobody but the patient speaks, unless it is danger.</summary>
    private async Task<SentMessage?> BesideAsync(
        Guid id, Turn turn, Line line, HeardDanger? heard, BotSituation at, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (heard is null)
            return await turns.AppendPatientAsync(id, turn, line, now, cancellationToken) is { } number
                ? new SentMessage(number, null, null) : null;
        var reply = BotDanger.Meanwhile(heard, turn.State, at);
        var told = new Line("bot", reply.Text, Reply: reply);
        if (await dangers.AppendAsync(id, turn, line, told, now, cancellationToken) is not { } written) return null;
        return written.IsTold ? new SentMessage(written.Number, written.Number + 1, reply) : new SentMessage(written.Number, null, null);
    }

    private async Task<SentMessage> AgainAsync(Reach reach, Guid id, int number, CancellationToken cancellationToken)
    {
        var next = (await conversations.MessagesAsync(reach, id, number, 1, cancellationToken))
            .FirstOrDefault(m => m.Author == "bot" && m.Number == number + 1);
        return new SentMessage(number, next?.Number, next?.Reply);
    }
}
