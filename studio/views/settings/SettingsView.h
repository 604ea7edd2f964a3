// The settings tab: the studio's own preferences, page by page. Object names: settings.page.<key>,
// settings.pages.<key> (the list at the side).
//
// Source: studio.md 4.14.
#pragma once

#include "studio/shell/PlaceTrail.h"
#include "studio/shell/View.h"

#include <QHash>

class QStackedLayout;
class QVBoxLayout;

namespace socle::studio {

class ListRow;
class Shell;

class SettingsView : public View
{
    Q_OBJECT

public:
    SettingsView(Shell &shell, const ViewTarget &target);

    /// `arguments["page"]` or `arguments["field"]` (object name of a control, focused).
    void navigate(const ViewTarget &target) override;

    bool canGoBack() const override { return m_trail.canGoBack(); }

    bool canGoForward() const override { return m_trail.canGoForward(); }

    void goBack() override;
    void goForward() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addPage(const QString &key,
                 const QString &icon,
                 const QString &title,
                 const QString &subtitle,
                 QWidget *page);
    void showPage(const QString &key);

    QVBoxLayout *m_list = nullptr;
    QStackedLayout *m_stack = nullptr;
    QHash<QString, ListRow *> m_rows;
    QHash<QString, QWidget *> m_pages;
    QString m_current;
    PlaceTrail<QString> m_trail; // pages
};

} // namespace socle::studio
