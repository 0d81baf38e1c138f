using System.ComponentModel.DataAnnotations;

namespace Bff.Support;

/// <summary>Settings under <c>Support</c>.</summary>
internal sealed class SupportOptions
{
    /// <summary>An agent who is gone for longer gives up the chats, seconds.</summary>
    [Range(2, 600)]
    public int AgentGraceSeconds { get; set; } = 20;

    /// <summary>A patient who waits longer for an agent's answer goes back to the queue, seconds.</summary>
    [Range(5, 3600)]
    public int AnswerTimerSeconds { get; set; } = 120;

    /// <summary>A conversation without a message for longer is closed, hours.</summary>
    [Range(1, 720)]
    public int IdleHours { get; set; } = 24;

    /// <summary>Messages of one patient per second, sustained; twenty times as many in a burst.</summary>
    [Range(1, 10_000)]
    public int MessagesPerSecond { get; set; } = 10;
}
