namespace Chatbot.Danger;

/// <summary>What a message is heard to say.</summary>
public enum DangerKind
{
    /// <summary>A life or a limb is in danger now.</summary>
    Emergency,

    /// <summary>A life in danger by one's own hand.</summary>
    SelfHarm,
}

/// <summary>Danger that was heard.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Clause">The part of the message that said so, as it was read.</param>
/// <param name="Certain">False: it may be a misreading, and the answer says so.</param>
public sealed record HeardDanger(DangerKind Kind, string Clause, bool Certain);

/// <summary>A phrase that editors want to be heard, beside what is built in.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Text">Words as patients write them; a star stands for up to <see cref="OwnPhrases.WidestGap"/> characters or words.</param>
public sealed record DangerPhrase(DangerKind Kind, string Text);
