/** Keeps a failure while drawing inside one panel: the rest of the page and the run go on. */
import { Component, type ReactNode } from 'react';
import { messages } from '../../messages';
import { Button } from './Button';
import './ErrorBoundary.css';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly message: string | null;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    const text = messages.panelError;
    return (
      <div className="panel-error" role="alert">
        <strong>{text.title}</strong>
        <p>{message}</p>
        <p>{text.fix}</p>
        <Button onClick={() => this.setState({ message: null })}>{text.retry}</Button>
      </div>
    );
  }
}
