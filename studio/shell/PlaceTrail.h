// The places a tab has been at, one after the other, for Alt+Left and Alt+Right (studio.md 3.5): a
// page, a filter, whatever the view calls a place.
//
// The view notes where it is; going back does not count as going anywhere. Header only: each view
// has places of its own type, which can be compared.
#pragma once

#include <QList>

#include <utility>

namespace socle::studio {

template <typename Place> class PlaceTrail
{
public:
    /// Here now. The same place again is no step; a new one drops what lay ahead. True when there
    /// is one more step.
    bool note(const Place &place)
    {
        if (m_isWalking || (m_at >= 0 && m_places.at(m_at) == place)) {
            return false;
        }
        m_places.resize(m_at + 1);
        m_places.append(place);
        if (m_places.size() > kMostPlaces) {
            m_places.removeFirst();
        }
        m_at = m_places.size() - 1;
        return true;
    }

    bool canGoBack() const { return m_at > 0; }

    bool canGoForward() const { return m_at + 1 < m_places.size(); }

    /// `go(place)` takes the view there; what it notes on the way is not a step.
    template <typename Go> void back(Go go) { step(-1, std::move(go)); }

    template <typename Go> void forward(Go go) { step(1, std::move(go)); }

private:
    static constexpr qsizetype kMostPlaces = 50;

    template <typename Go> void step(int by, Go go)
    {
        if (by < 0 ? !canGoBack() : !canGoForward()) {
            return;
        }
        m_at += by;
        m_isWalking = true;
        go(Place(m_places.at(m_at)));
        m_isWalking = false;
    }

    QList<Place> m_places;
    qsizetype m_at = -1;
    bool m_isWalking = false;
};

} // namespace socle::studio
