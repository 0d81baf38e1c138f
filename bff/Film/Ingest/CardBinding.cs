using Bff.Accounts.Contract;
using Bff.Platform.Pipes;

namespace Bff.Film.Ingest;

/// <summary>Gives the films that came before their patient's card to the patient. Doing it twice changes nothing.</summary>
internal sealed class CardBinding(IngestStore store)
{
    public async Task<Delivery> BindAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var card = message.Read(AccountsMessages.Default.CardBound);
        await store.BindCardAsync(card.HospitalId, card.MrnIndex, card.PatientId, cancellationToken);
        return new Delivery.Done();
    }
}
