using System.Globalization;
using System.Text;
using Bff.Platform.Pipes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Platform.Ops;

/// <summary>What <c>ops outbox</c> says and does: rows that were given up wait for an operator and are never dropped.</summary>
internal static class OutboxReport
{
    /// <summary>Rows on one page of the report.</summary>
    internal const int PageSize = 100;

    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(1);

    /// <summary>The newest parked rows: id, topic, key, tries, reason; no payload.</summary>
    /// <param name="topic">One topic only; null: all.</param>
    /// <param name="before">The last id of the page before.</param>
    public static async Task<string> DescribeAsync(OperatorDatabase database, string? topic, Guid? before, CancellationToken cancellationToken)
    {
        var rows = await (await OpenAsync(database, cancellationToken)).ParkedAsync(topic, PageSize, before, cancellationToken);
        if (rows.Count == 0) return "No row is parked.";
        var report = new StringBuilder();
        foreach (var row in rows)
            report.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Id}  {row.ParkedAt:yyyy-MM-dd HH:mm:ss}Z  {row.Topic}  {row.Key}  tries {row.Attempts}  {row.Reason}");
        if (rows.Count == PageSize) report.AppendLine(CultureInfo.InvariantCulture, $"More: ops outbox --before {rows[^1].Id}");
        report.Append("Try again when the cause is mended: ops outbox --release ID [ID ...]");
        return report.ToString();
    }

    /// <summary>Has these parked rows tried again for a day.</summary>
    /// <exception cref="OperatorException">One of them is not parked; the others were released.</exception>
    public static async Task<string> ReleaseAsync(OperatorDatabase database, Guid[] ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        var released = await (await OpenAsync(database, cancellationToken)).ReleaseAsync(wanted, ValidFor, cancellationToken);
        return released == wanted.Length ? $"{released} released; running hosts try them within seconds."
            : throw new OperatorException($"{released} of {wanted.Length} released; the others are not parked.");
    }

    private static async Task<Outbox> OpenAsync(OperatorDatabase database, CancellationToken cancellationToken)
    {
        var master = MasterKeyProvider.Load(database.Keys, mayCreate: false, NullLogger.Instance);
        return new(database.DataSource, await FieldCipher.OpenAsync(database.DataSource, master, database.Keys.Algorithm,
            TimeProvider.System, NullLogger.Instance, cancellationToken));
    }
}
